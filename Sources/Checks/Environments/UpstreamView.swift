import History

/// Which connections upstream had open of each life, by its own ledger.
struct UpstreamView {
    private struct Holder: Hashable {
        var life: Life
        var credential: CredentialID
    }

    private var connections: [Holder: UpstreamConnections] = [:]

    /// Of a ledger that was not read whole nothing is known.
    init(_ context: CheckContext) {
        guard context.model.upstreamUnread == 0 else { return }
        let windows = Dictionary(context.lives.map { ($0.life, $0.window) }) { first, _ in first }
        let sights = Dictionary(grouping: context.model.upstreamSights) {
            Holder(life: $0.life, credential: $0.credential)
        }
        for (holder, own) in sights {
            guard let window = windows[holder.life] else { continue }
            connections[holder] = UpstreamConnections(
                holder.credential, own, [], wanted: [], window, settle: context.levels.environment.learn)
        }
    }

    /// All the while, and long enough before and behind that the replica knew.
    func isOpen(_ credential: CredentialID, of life: Life, _ from: Time, _ to: Time) -> Bool {
        connections[Holder(life: life, credential: credential)]?.isOpen(from, to) ?? false
    }
}
