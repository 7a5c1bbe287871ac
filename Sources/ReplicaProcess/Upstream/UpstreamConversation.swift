import ReplicaCore

/// One upstream client without its socket: what is said, what was heard, and how it ends.
///
/// Each start is told once, as started or as failed; what has started is told once as closed.
package struct UpstreamConversation: Sendable {
    package enum Event: Equatable, Sendable {
        case started(data: UInt64)
        case updated(data: UInt64)
        /// Events that were sent as this credential were not taken.
        case denied(credential: [UInt8])
        case failed(ClientFailure)
        case closed
    }

    package enum Phase: Equatable, Sendable {
        case connecting
        /// The greeting is on its way, or its answer.
        case greeting
        case running
        /// We said that nothing more will come, and wait for upstream to say so, too.
        case closing
        case ended
    }

    package private(set) var phase = Phase.connecting
    private var lines = LineBuffer()

    package init() {}

    package mutating func connected() { if phase == .connecting { phase = .greeting } }

    /// Bytes arrived; what they mean, in order. After an end nothing means anything.
    package mutating func received(_ bytes: some Collection<UInt8>) -> [Event] {
        guard phase == .greeting || phase == .running else { return [] }
        lines.append(bytes)
        var events: [Event] = []
        while phase == .greeting || phase == .running, let line = lines.next() {
            if let event = heard(UpstreamWord(line)) { events.append(event) }
        }
        if lines.isOverfull, let event = broke(.nonsense) { events.append(event) }
        return events
    }

    private mutating func heard(_ word: UpstreamWord?) -> Event? {
        switch (phase, word) {
        case (.greeting, .welcome(let data)):
            phase = .running
            return .started(data: data)
        case (.greeting, .refused): return broke(.refused)
        case (.running, .update(let number)): return .updated(data: number)
        case (.running, .denied(let credential)): return .denied(credential: credential)
        default: return broke(.nonsense)
        }
    }

    /// True when there is something to close in good order.
    package mutating func close() -> Bool {
        guard phase == .running else { return false }
        phase = .closing
        return true
    }

    /// The connection is of no use any more: it could not be made, upstream or the network ended it, time is up, or what
    /// came is nonsense. What that means depends on how far it had come.
    package mutating func broke(_ failure: ClientFailure) -> Event? {
        defer { phase = .ended }
        switch phase {
        case .connecting, .greeting: return .failed(failure)
        case .running, .closing: return .closed
        case .ended: return nil
        }
    }
}
