import Credentials

/// Changes that hold here and that no read has shown yet: own writes, and messages that did not follow on what was known.
///
/// Each may be of a server that has lost its place: an isolated old primary acknowledges and publishes, too. A read that
/// began after such a change came, and ended without it, says that the store does not have it.
struct UnconfirmedChanges: Equatable, Sendable {
    /// How many sequences of reads had begun when each came.
    private var arrivals: [ManagedKeyID: UInt64] = [:]

    mutating func add(_ id: ManagedKeyID, sequence: UInt64) { arrivals[id] = sequence }

    /// The store has the key; whether it has the change, its row says.
    mutating func confirm(_ id: ManagedKeyID) { if !arrivals.isEmpty { arrivals[id] = nil } }

    /// The sequence has ended: returns what came before it began and was not met in it.
    mutating func takeMissing(after sequence: UInt64) -> [ManagedKeyID] {
        guard !arrivals.isEmpty else { return [] }
        let missing = arrivals.filter { $0.value < sequence }.keys.sorted()
        for id in missing { arrivals[id] = nil }
        return missing
    }
}
