import Credentials

/// How one replica writes down what it holds; fixed for its life.
package struct HoldsSettings: Equatable, Sendable {
    package var replica: ReplicaName
    package var incarnation: UInt32
    /// See ``HoldsClaim/refuseAfterMilliseconds``.
    package var refuseAfterMilliseconds: UInt64?
    /// Nanoseconds, as are all durations here.
    package var interval = UInt64(HoldsRules.interval) * 1_000_000
    package var coalescing = UInt64(HoldsRules.coalescing) * 1_000_000
    /// After a write that failed though the link stands.
    package var retry: UInt64 = 500_000_000
    /// How long a clean stop may wait for the entry's removal.
    package var stopDeadline: UInt64 = 300_000_000

    package init(replica: ReplicaName, incarnation: UInt32, refuseAfterMilliseconds: UInt64? = nil) {
        self.replica = replica
        self.incarnation = incarnation
        self.refuseAfterMilliseconds = refuseAfterMilliseconds
    }

    /// The same for a replica with these settings of what it watches.
    ///
    /// - Parameter kinds: what is done when a kind of credential is stale, for each kind that it watches.
    package init(replica: ReplicaName, incarnation: UInt32, onStale kinds: [AdminKeySettings.OnStale]) {
        let limits = kinds.map { kind -> UInt64? in
            if case .refuseAfter(let nanoseconds) = kind { nanoseconds } else { nil }
        }
        let longest = limits.contains(nil) ? nil : limits.compactMap { $0 }.max()
        self.init(
            replica: replica, incarnation: incarnation,
            refuseAfterMilliseconds: longest.map { $0 / 1_000_000 + ($0 % 1_000_000 == 0 ? 0 : 1) })
    }
}

/// What an operator may ask a replica about its entry.
package struct HoldsStatus: Equatable, Sendable {
    /// When Redis last acknowledged it.
    package private(set) var lastWritten: SteadyTime?
    /// Why the last write came to nothing; nil after one that did not.
    package private(set) var failure: SlotReadFailure?
    /// A later incarnation runs under this replica's name: two processes where there should be one.
    package private(set) var successor: UInt32?

    mutating func wrote(at now: SteadyTime) { self = HoldsStatus(lastWritten: now) }
    mutating func failed(_ failure: SlotReadFailure) { self.failure = failure }
    mutating func superseded(by incarnation: UInt32) {
        failure = nil
        successor = incarnation
    }
}
