/// Which environments a step is about, by the names that the scenario gave them.
package enum EnvironmentTarget: Hashable, Sendable {
    /// Every one that is there when the step starts, and of which the step can be said.
    case all
    case named(String)
}

/// Keys that rotate; an environment id does not.
package enum EnvironmentKeyKind: String, Sendable, CaseIterable {
    case sdk, mobile

    package var metric: MetricKind { self == .sdk ? .sdkKey : .mobileKey }
}

/// What a document says of the key that is to live on beside a new primary. Durations are nanoseconds.
package enum DocumentGrace: Equatable, Sendable {
    /// Nothing: the key that was primary dies at once.
    case none
    case lasting(UInt64)
    /// A notice whose end is past when it arrives.
    case past

    package var duration: UInt64 { if case .lasting(let duration) = self { duration } else { 0 } }
}

/// By whom a document is written, and how many Redis replicas have to acknowledge it.
package struct DocumentWriting: Equatable, Sendable {
    package var by: OperatorNumber = .first
    package var confirm = 0

    package init(by: OperatorNumber = .first, confirm: Int = 0) {
        self.by = by
        self.confirm = confirm
    }
}

/// Additional keys with an end of their own, all of one end.
package struct EndingAdditionalKeys: Equatable, Sendable {
    package var count: Int
    package var after: UInt64

    package init(count: Int, after: UInt64) {
        self.count = count
        self.after = after
    }
}

/// An environment that arrives later, perhaps in the middle of a rotation.
package struct AddEnvironment: Equatable, Sendable {
    package var environment: EnvironmentPlan
    /// Its first document names a predecessor of each primary, valid for so long, which nobody has ever seen.
    package var predecessor: UInt64?
    /// Of each kind that it has.
    package var ending: EndingAdditionalKeys?
    package var writing = DocumentWriting()
}

package struct RemoveEnvironment: Equatable, Sendable {
    package var target = EnvironmentTarget.all
    package var writing = DocumentWriting()
}

/// rotate-sdk-key and rotate-mobile-key.
package struct RotateEnvironmentKey: Equatable, Sendable {
    package enum New: String, Sendable, CaseIterable {
        case fresh
        /// The first key of its kind that the environment has.
        case first
    }
    /// Whom the notice names.
    package enum Predecessor: String, Sendable, CaseIterable {
        case previous
        /// An additional key, which leaves its list; then nothing keeps the previous primary.
        case additional
    }

    package var kind: EnvironmentKeyKind
    package var target = EnvironmentTarget.all
    package var grace = DocumentGrace.none
    package var new = New.fresh
    package var predecessor = Predecessor.previous
    package var writing = DocumentWriting()

    package init(
        kind: EnvironmentKeyKind, target: EnvironmentTarget = .all, grace: DocumentGrace = .none, new: New = .fresh,
        predecessor: Predecessor = .previous, writing: DocumentWriting = DocumentWriting()
    ) {
        self.kind = kind
        self.target = target
        self.grace = grace
        self.new = new
        self.predecessor = predecessor
        self.writing = writing
    }
}

/// States all additional keys of one kind. Those that are there already come first: active ones stay active, the rest of
/// them gets an end, keys with an end get a new one, or stay for good where more active ones are wanted; what is
/// missing is made, what is left over is omitted, and so deleted.
package struct SetAdditionalKeys: Equatable, Sendable {
    /// A key that belongs to a rotation and is listed all the same, as platforms do.
    package enum Misplaced: String, Sendable, CaseIterable { case primary, predecessor }

    package var kind = EnvironmentKeyKind.sdk
    package var target = EnvironmentTarget.all
    package var active = 0
    package var ending: EndingAdditionalKeys?
    package var also: Misplaced?
    /// The end with which it is listed; nil lists it as active.
    package var alsoAfter: UInt64?
    package var writing = DocumentWriting()

    package init(
        kind: EnvironmentKeyKind = .sdk, target: EnvironmentTarget = .all, active: Int = 0,
        ending: EndingAdditionalKeys? = nil, also: Misplaced? = nil, alsoAfter: UInt64? = nil,
        writing: DocumentWriting = DocumentWriting()
    ) {
        self.kind = kind
        self.target = target
        self.active = active
        self.ending = ending
        self.also = also
        self.alsoAfter = alsoAfter
        self.writing = writing
    }
}

package struct PromoteAdditional: Equatable, Sendable {
    package enum Which: String, Sendable, CaseIterable { case active, ending }

    package var kind = EnvironmentKeyKind.sdk
    package var target = EnvironmentTarget.all
    package var which = Which.active
    package var grace = DocumentGrace.none
    package var writing = DocumentWriting()

    package init(
        kind: EnvironmentKeyKind = .sdk, target: EnvironmentTarget = .all, which: Which = .active,
        grace: DocumentGrace = .none, writing: DocumentWriting = DocumentWriting()
    ) {
        self.kind = kind
        self.target = target
        self.which = which
        self.grace = grace
        self.writing = writing
    }
}

/// Back to a key that was primary before.
package struct RotateBack: Equatable, Sendable {
    package enum Which: String, Sendable, CaseIterable {
        /// That is still in its grace.
        case predecessor
        /// That is not accepted any more.
        case revoked
    }

    package var kind = EnvironmentKeyKind.sdk
    package var target = EnvironmentTarget.all
    package var which = Which.predecessor
    package var grace = DocumentGrace.none
    package var writing = DocumentWriting()

    package init(
        kind: EnvironmentKeyKind = .sdk, target: EnvironmentTarget = .all, which: Which = .predecessor,
        grace: DocumentGrace = .none, writing: DocumentWriting = DocumentWriting()
    ) {
        self.kind = kind
        self.target = target
        self.which = which
        self.grace = grace
        self.writing = writing
    }
}

/// A new primary beside the notice that was said before, which the platform repeats until it has another.
package struct StaleNotice: Equatable, Sendable {
    package var kind = EnvironmentKeyKind.sdk
    package var target = EnvironmentTarget.all
    package var writing = DocumentWriting()
}

/// A notice that names the primary itself.
package struct SelfRotation: Equatable, Sendable {
    package var kind = EnvironmentKeyKind.sdk
    package var target = EnvironmentTarget.all
    package var grace: UInt64
    /// The primary is a new one, and the notice names that one.
    package var swaps = false
    package var writing = DocumentWriting()
}

/// An old document comes again.
package struct ReplayDocument: Equatable, Sendable {
    package var target = EnvironmentTarget.all
    /// How many documents ago.
    package var back = 1
    /// It is said on the channel.
    package var says = true
    /// It is put in the store, behind the scripts' back.
    package var plants = false
}

/// Another text under the version that stands: planted, and said. Of the two the digest decides.
package struct ConflictingDocument: Equatable, Sendable {
    package var target = EnvironmentTarget.all
    /// Whether the new text has the higher digest; it names a new primary then, and else a new additional key.
    package var wins = true
}

/// What upstream does wrong.
package struct UpstreamTrouble: Equatable, Sendable {
    /// What the SDK keys that it touches are to their environment, at each moment while it lasts.
    package enum Keys: String, Sendable, CaseIterable { case primary, predecessor }

    package enum Kind: Equatable, Sendable {
        /// Starts wait for an answer that long.
        case holdStarts(UInt64)
        /// Connections are reset instead of answered.
        case failStarts(UInt64)
        /// No credential is known.
        case refuseStarts(UInt64)
        /// Open connections are reset, once.
        case dropConnections
    }

    package var kind: Kind
    /// Nil: all replicas.
    package var pick: Pick?
    package var target = EnvironmentTarget.all
    /// Nil: all SDK keys.
    package var keys: Keys?
}

/// Replicas close environments, whose documents stand as before.
package struct CloseEnvironment: Equatable, Sendable {
    /// Nil: all replicas.
    package var pick: Pick?
    package var target = EnvironmentTarget.all
}

/// Documents to the environments in turn: rotations with and without grace, lists of additional keys, promotions,
/// rotations back, drawn by seed.
package struct EnvironmentStorm: Equatable, Sendable {
    /// Documents a second.
    package var rate: Int
    package var duration: UInt64
    package var grace: UInt64

    package var documents: Int { max(1, Int(UInt64(rate) * duration / 1_000_000_000)) }
}
