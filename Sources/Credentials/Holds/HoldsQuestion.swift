/// What an operator wants to know of every replica: whether a change is in force there.
package struct HoldsQuestion: Equatable, Sendable {
    package enum Target: Equatable, Sendable {
        /// This record of the fenced slot, which was seen standing there *after* the entries were read.
        case adminKey(Version)
        /// Every change of the managed keys up to `revision`; `stands` is the store's own, read *after* the entries.
        case managedKeys(revision: Epoch, stands: Epoch)
    }

    package var target: Target
    /// When the change was certainly made, by Redis' clock.
    package var since: WallTime
    /// Names whose entries may be missing.
    package var ignoring: Set<String> = []
    /// So many replicas at least must be known not to accept what was before; nil for whoever has an entry.
    package var atLeast: Int?

    package init(target: Target, since: WallTime, ignoring: Set<String> = [], atLeast: Int? = nil) {
        self.target = target
        self.since = since
        self.ignoring = ignoring
        self.atLeast = atLeast
    }
}

/// What is known of one replica.
package enum HoldsState: Equatable, Sendable {
    case confirmed
    /// It accepts nothing of this kind at all.
    case unconcerned
    case pending(Pending)
    /// It has not been heard of since; it may accept what was before.
    case missing(since: WallTime)
    /// Missing, but it runs `refuse-after`, and read nothing well for so long that it refuses everything of this kind.
    case refusing(since: WallTime)
    /// Missing, and the operator takes that on himself.
    case ignored(since: WallTime)
    case damaged(HoldsFlaw)
    /// Not heard of for 24 h: no entry any more.
    case forgotten

    package enum Pending: String, Equatable, Sendable {
        /// It holds what was before.
        case behind
        /// It holds nothing of Redis yet.
        case unread
        /// It holds a higher number than the one that stands: of a history that the store has lost, and whatever it is, it
        /// is not the change in question.
        case ahead
        /// It watches a plain slot, which has no versions.
        case plainSlot
    }

    /// True when the replica is no obstacle to saying that the change is in force everywhere.
    package var isSettled: Bool {
        switch self {
        case .confirmed, .unconcerned, .refusing, .ignored, .forgotten: true
        case .pending, .missing, .damaged: false
        }
    }

    /// True when the replica surely does not accept what was before.
    var isSafe: Bool {
        switch self {
        case .confirmed, .unconcerned, .refusing: true
        case .pending, .missing, .damaged, .ignored, .forgotten: false
        }
    }
}
