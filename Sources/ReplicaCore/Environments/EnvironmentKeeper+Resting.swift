import Credentials

/// Whether something is still under way.
extension EnvironmentKeeper {
    /// Environments that are in force.
    package var names: [EnvironmentName] { environments.keys.sorted() }

    /// True when the documents were read, every client that should run does or is refused by upstream, and none is on its
    /// way out.
    package var isSettled: Bool {
        documents.isReady && clients.values.allSatisfy { $0.slots.allSatisfy(\.isSettled) }
    }

    /// True while a client is on its way out: of one environment, or of any. A start that nobody wants any more is not
    /// waited for: it may take as long as upstream likes.
    package func isClosing(_ name: EnvironmentName? = nil) -> Bool {
        guard let name else { return clients.values.contains { $0.slots.contains(where: \.isClosing) } }
        return clients[name]?.slots.contains(where: \.isClosing) ?? false
    }
}

extension UpstreamClients.Slot {
    fileprivate var isClosing: Bool { if case .closing = phase { true } else { false } }

    /// What upstream refuses is asked again and again, and for its keeper that is as it should be.
    fileprivate var isSettled: Bool { isRunning || failure == .refused && !isClosing }
}
