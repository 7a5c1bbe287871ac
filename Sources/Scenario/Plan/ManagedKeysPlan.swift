/// The managed keys of a run, and how replicas follow them. Durations are nanoseconds.
package struct ManagedKeysPlan: Equatable, Sendable {
    /// Keys that the operator makes before the fleet starts, all of them probed.
    package var atStart = 0
    /// More of them, with an end.
    package var expiring: ExpiringKeys?
    /// More of them that nobody asks about: they are there to be held.
    package var unprobed = 0
    package var push = true
    package var poll: UInt64 = 5_000_000_000
    /// The service level for managed keys: that of `bounds`, or what follows from the poll interval.
    package var learn: UInt64 = 5_600_000_000
    package var refuse: UInt64 = 5_600_000_000
}

/// Keys whose ends are spread evenly over `within`, the first one `after` they were made.
package struct ExpiringKeys: Equatable, Sendable {
    package var count: Int
    package var after: UInt64
    package var within: UInt64 = 0

    /// How long after they were made the key of that index ends; the last one at `after + within`.
    package func end(of index: Int) -> UInt64 {
        guard count > 1 else { return after }
        return after + within * UInt64(index) / UInt64(count - 1)
    }
}

package struct CreateKey: Equatable, Sendable {
    package var count = 1
    /// Counted from the moment of the step; nil never ends.
    package var expiresIn: UInt64?
    /// Replicas that make `count` keys each; nil: the operator does.
    package var writers: Pick?
    package var confirm = 0
    package var by: OperatorNumber = .first
}

package struct DeactivateKey: Equatable, Sendable {
    /// Of the probed keys that are alive as far as the coordinator knows.
    package enum Which: String, Sendable, CaseIterable { case newest, oldest, any }
    package var which: Which = .any
    /// Replicas that deactivate the same key at the same time; nil: the operator does.
    package var writers: Pick?
    package var confirm = 0
    package var by: OperatorNumber = .first
}

package struct DeactivateStorm: Equatable, Sendable {
    package var count: Int
    /// Spread evenly over this time.
    package var over: UInt64 = 0
    /// Replicas that take turns; nil: the operator does.
    package var writers: Pick?
}

/// Makes keys that nobody asks about.
package struct FloodKeys: Equatable, Sendable {
    package var count: Int
    package var over: UInt64 = 0
}
