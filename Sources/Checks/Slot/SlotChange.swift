import History

/// One change of the slot in the order of versions, with the times between which it began to hold.
struct SlotChange {
    /// Nil for the state before anything was known, and for the key that the bootstrap put there.
    var operation: Int?
    var kind: OperationKind
    var credential: CredentialID?
    var grace: Int64
    /// Nobody can have seen it before.
    var invoked: Time
    /// Acknowledged, or proved: from here on the bounds run. Never, when it is lost or nothing proves it.
    var acknowledged: Time
    var version: VersionStamp
    /// Until when the former key is accepted, as the answer says; nil when none joined the list, or without an answer.
    var graceEnd: Time?
    var isAnswered = true
    /// The record that it replaced was certainly sound, so that its keys could join the list or stay in it.
    var metSoundSlot = true
    /// It may have had no effect at all: the next state then follows from this one, or from the one before.
    var isCertain: Bool

    var earliestEnd: Time { graceEnd ?? invoked.later(by: grace) }
    var latestEnd: Time { graceEnd ?? acknowledged.later(by: grace) }
}

extension SlotChange {
    /// What an operation made of the slot; `write` is nil while nobody knows that it took effect for good.
    ///
    /// One that was superseded wrote, if anything, below the version that it found.
    init?(_ operation: Operation, _ index: Int, _ write: SlotWrite?, version: VersionStamp?) {
        guard operation.changesSlot, operation.outcome != .failed else { return nil }
        self.init(
            operation: index, kind: operation.kind, credential: operation.kind == .rotate ? operation.credential : nil,
            grace: operation.grace, invoked: operation.invoked, acknowledged: write?.known ?? .never,
            version: version ?? operation.version, graceEnd: operation.graceEnd, isAnswered: operation.isAnswered,
            isCertain: write != nil)
    }
}
