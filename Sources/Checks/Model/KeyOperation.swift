import History

/// One operation on a managed key as the coordinator saw it.
struct KeyOperation: Equatable {
    enum Kind { case create, deactivate }

    var number: UInt32
    var kind: Kind
    var credential: CredentialID
    /// How long a key lives that is made, from the invocation, nanoseconds; 0 for ever.
    var lifetime: Int64
    var step: UInt32
    /// Which life was told to do it; nil: an operator did.
    var writer: Life?
    var invoked: Time
    /// Nil: the coordinator did not live to see it end.
    var returned: Time?
    var outcome: Outcome = .unknown
    /// 0 when nobody knows it.
    var revision: UInt64 = 0
    /// In this run's monotonic time: when a key that was made ends, or when one was first deactivated; nil for none, or
    /// without an answer.
    var end: Time?
    /// Which server answered; `unknown` for a replica's.
    var node = NodeID.unknown

    var isAcknowledged: Bool { outcome == .ok || outcome == .lost }

    /// When the key that it makes ends, as the answer said, or else as it was asked for.
    var endOfKey: Time? { end ?? (lifetime > 0 ? invoked.later(by: lifetime) : nil) }

    init?(
        _ number: UInt32, _ kind: OperationKind, _ credential: CredentialID, grace: UInt64, step: UInt32,
        writer: Life?, invoked: Time
    ) {
        switch kind {
        case .createKey: self.kind = .create
        case .deactivateKey: self.kind = .deactivate
        case .rotate, .revoke, .endGrace, .damage, .dataLoss, .publishDocument, .deleteDocument: return nil
        }
        self.number = number
        self.credential = credential
        lifetime = kind == .createKey ? Int64(clamping: grace) : 0
        self.step = step
        self.writer = writer
        self.invoked = invoked
    }
}

/// One managed key as it stood on one node: another than at the look before.
struct KeySample: Equatable {
    var credential: CredentialID
    var state: KeyState
    var called: Time
    var returned: Time
    var revision: UInt64
    /// In this run's monotonic time.
    var deactivatedAt: Time?
    var node: NodeID
}
