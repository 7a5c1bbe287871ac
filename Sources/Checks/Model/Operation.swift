import History

/// One control operation as the coordinator saw it.
struct Operation: Equatable {
    var number: UInt32
    var kind: OperationKind
    var credential: CredentialID
    /// Nanoseconds, 0 for none.
    var grace: Int64
    var step: UInt32
    var invoked: Time
    /// Nil: the coordinator did not live to see it end.
    var returned: Time?
    var outcome: Outcome = .unknown
    /// Zero when nobody knows it, and on a plain slot.
    var version: VersionStamp = .zero
    var fingerprint: FingerprintBits = .none
    /// In this run's monotonic time; nil without grace, or when the end is not known.
    var graceEnd: Time?
    /// Which server answered.
    var node = NodeID.first

    var changesSlot: Bool { kind == .rotate || kind == .revoke || kind == .endGrace }
    /// The slot's answer arrived: a missing end of grace then says that no key was handed over. On a plain slot, which
    /// has no versions, there is no grace either.
    var isAnswered: Bool { outcome != .unknown && outcome != .superseded && version != .zero }
    /// Damages or empties the slot by intent.
    var isFault: Bool { !changesSlot }
}

struct NamedCredential: Equatable {
    var id: CredentialID
    var kind: CredentialKind
    var fingerprint: FingerprintBits
    var origin: CredentialOrigin
}

/// One sample of the slot.
struct SlotSample: Equatable {
    var called: Time
    var returned: Time
    var content: SlotContent
    var version: VersionStamp
    var fingerprint: FingerprintBits
    var node = NodeID.first
}

struct SlotLogEntry: Equatable {
    var read: Time
    var version: VersionStamp
    var fingerprint: FingerprintBits
    var by: WrittenBy
    var writer: Life?
    var node = NodeID.first
}

/// What a Sentinel said of a node; after a switch, of the new primary.
struct Announcement: Equatable {
    var at: Time
    var word: SentinelWord
    var sentinel: UInt8
    var node: NodeID
}

/// A replica could not be expected to follow in this time.
struct Hold: Equatable {
    /// The life that it began with; the replica's next ones are held with it.
    var life: Life
    var why: HoldReason
    var number: UInt32
    var span: Span

    var replica: ReplicaID { life.replica }
}

struct OutsideProbe: Equatable {
    var life: Life
    var run: ProbeRun
}

struct StepTrace: Equatable {
    var began: Time
    var ended: Time?
    var outcome: Outcome?
    var proofs = 0
    /// The last one.
    var provedAt: Time?
}

struct AwaitTrace: Equatable {
    var step: UInt32
    var at: Time
    var isMet: Bool
    var missing: UInt32
    var firstMissing: ReplicaID?
}

struct ProcessEnd: Equatable {
    var role: ProcessRole
    var life: Life?
    var at: Time
    /// As wait(2) gives it.
    var status: Int32
}

struct Inventory: Equatable {
    var descriptors: UInt32
    var threads: UInt32
}

struct RedisClients: Equatable {
    var life: Life
    var at: Time
    var expected: UInt32
    var found: UInt32
}

struct Leftover: Equatable {
    var kind: LeftoverKind
    var at: Time
    var count: UInt32
}
