/// What one replica has in force of what Redis said.
package struct Holding: Equatable, Sendable {
    package enum Admin: Equatable, Sendable {
        /// It watches no admin key, and so accepts none.
        case unwatched
        /// It watches a plain slot, whose values have no order: nothing to compare.
        case plain
        /// It watches a fenced slot. Nil: it holds nothing of it yet, and the replica's own key may be in force.
        case fenced(Version?)
    }

    package var admin: Admin
    /// The slot was read well at least once in this incarnation; false is possible with a version that a push brought.
    package var hasReadAdmin: Bool
    /// Every change of the managed keys up to here is in force; zero for none yet. Nil: it watches no managed keys, and
    /// so accepts none.
    package var keys: Epoch?

    package init(admin: Admin, hasReadAdmin: Bool, keys: Epoch?) {
        self.admin = admin
        self.hasReadAdmin = hasReadAdmin
        self.keys = keys
    }
}

/// What a replica says of itself; Redis adds the time when it is written down.
package struct HoldsClaim: Equatable, Sendable {
    /// Larger for each process that runs under the same name: one that has ended must not be heard after its successor.
    package var incarnation: UInt32
    package var holding: Holding
    /// When the last good read of a kind is older than this, the replica refuses what is of that kind: the longest of the
    /// kinds that it watches, and nil when it keeps one of them in force for ever.
    package var refuseAfterMilliseconds: UInt64?

    package init(incarnation: UInt32, holding: Holding, refuseAfterMilliseconds: UInt64? = nil) {
        self.incarnation = incarnation
        self.holding = holding
        self.refuseAfterMilliseconds = refuseAfterMilliseconds.map { min($0, Self.longestRefuseAfter) }
    }

    /// Ten years: a longer one is as good as for ever, and this one can be added to any time.
    static let longestRefuseAfter: UInt64 = 3650 * 86_400_000
}

/// One replica's entry: its claim, and when Redis wrote it down, by Redis' own clock.
///
/// The writer's clock has no say: the age of an entry is a difference of two readings of one clock, the server's.
package struct HoldsEntry: Equatable, Sendable {
    package let claim: HoldsClaim
    /// Whole milliseconds.
    package let time: WallTime

    package init(claim: HoldsClaim, time: WallTime) {
        self.claim = claim
        self.time = WallTime(milliseconds: time.milliseconds)
    }
}
