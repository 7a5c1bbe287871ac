import Credentials

/// Registrations without a server: what Redis would hold of them, with a clock that moves only when told.
///
/// Several ``MemoryRegistrationStore``s may look at one of these, as processes look at one Redis.
package final class MemoryRegistrations {
    package enum Content: Equatable, Sendable {
        case text([UInt8])
        case otherType
    }

    /// How calls fail, for whoever wants them to.
    package enum Outage: Equatable, Sendable {
        /// Nothing gets through.
        case refuses
        /// Writes take effect, and their answers are lost.
        case losesAnswers
    }

    struct Row {
        var content: Content
        /// Unix milliseconds; nil for ever.
        var end: Int64?
    }

    struct Lease {
        var holder: Nonce
        var fence: UInt64
        var failures: Int
        var isPaused: Bool
        var end: Int64
    }

    struct Client: Hashable {
        let key: RegistrationKey
        let id: [UInt8]
    }

    /// The server's clock.
    package var now: WallTime
    package var outage: Outage?
    /// What was published, in order.
    package private(set) var messages: [[UInt8]] = []
    /// Called with each message that is published.
    package var onMessage: ([UInt8]) -> Void = { _ in }
    var rows: [RegistrationKey: Row] = [:]
    var leases: [RegistrationKey: Lease] = [:]
    var losers: [Client: [UInt8]] = [:]
    var buried: [Client: Int64] = [:]
    /// What was written last; it outlives the row.
    var last: [RegistrationKey: Registration] = [:]
    var lastFence: UInt64 = 0

    package init(now: WallTime) { self.now = now }

    // MARK: what tests and simulations see and do behind every store's back

    /// Nil takes the row away.
    package func plant(_ content: Content?, under key: RegistrationKey, end: Int64? = nil) {
        rows[key] = content.map { Row(content: $0, end: end) }
    }

    /// Milliseconds that a row has left; -1 for no end and -2 for no row, as PTTL says it.
    package func remaining(_ key: RegistrationKey) -> Int64 {
        guard let row = row(key) else { return -2 }
        return row.end.map { $0 - now.milliseconds } ?? -1
    }

    /// Data loss: everything since some copy was made is gone, as after a failover.
    package func copy() -> MemoryRegistrations {
        let copy = MemoryRegistrations(now: now)
        (copy.rows, copy.leases, copy.losers) = (rows, leases, losers)
        (copy.buried, copy.lastFence, copy.last) = (buried, lastFence, last)
        return copy
    }

    /// Takes over what a copy holds; the clock stays.
    package func become(_ copy: MemoryRegistrations) {
        (rows, leases, losers) = (copy.rows, copy.leases, copy.losers)
        (buried, lastFence, last) = (copy.buried, copy.lastFence, copy.last)
    }

    /// How many registrations are noted for withdrawal, of all keys.
    package var loserCount: Int { losers.count }

    // MARK: what has not ended

    func row(_ key: RegistrationKey) -> Row? {
        guard let row = rows[key], row.end.map({ now.milliseconds < $0 }) ?? true else { return nil }
        return row
    }

    func lease(_ key: RegistrationKey) -> Lease? {
        leases[key].flatMap { now.milliseconds < $0.end ? $0 : nil }
    }

    func isBuried(_ client: Client) -> Bool { buried[client].map { now.milliseconds < $0 } ?? false }

    func publish(_ version: Version, _ key: RegistrationKey) {
        let message = RegistrationHint(version: version, encodedKey: key.encoded).message
        messages.append(message)
        onMessage(message)
    }
}

extension Registration {
    var asClient: MemoryRegistrations.Client { .init(key: key, id: Array(clientID.utf8)) }
}
