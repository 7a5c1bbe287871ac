import History

/// What the history of one run says of its rotations, of the primaries, and of what replicas accepted: the raw record,
/// before any check has judged it.
struct RunTrace: Equatable, Sendable {
    struct Rotation: Equatable, Sendable {
        var credential: CredentialID
        var invoked: UInt64
        /// Nil: the run ended first.
        var returned: UInt64?
        var outcome = Outcome.unknown
        var node = NodeID.unknown
    }

    /// A look at the slot of one node.
    struct Look: Equatable, Sendable {
        var node: NodeID
        var called: UInt64
        var returned: UInt64
        var fingerprint: FingerprintBits
    }

    /// One replica's probes of one credential that in a row had the same verdict.
    struct Answers: Equatable, Sendable {
        var replica: ReplicaID
        var credential: CredentialID
        var accepted: Bool
        var firstCall: UInt64
        var lastCall: UInt64
    }

    var fingerprints: [CredentialID: FingerprintBits] = [:]
    /// The key that was in force when the fleet was ready.
    var initial: CredentialID?
    /// In the order of their invocation.
    var rotations: [Rotation] = []
    var looks: [Look] = []
    /// What the log of each node's slot ever showed.
    var logged: [NodeID: Set<FingerprintBits>] = [:]
    /// Who became primary, in the order of the answers that said so.
    var reigns: [NodeID] = []
    var answers: [Answers] = []

    /// The primary that outlived the fault.
    var lastPrimary: NodeID? { reigns.last }
    /// Whether another node became primary at all: a fault that ended too soon made no failover.
    var hasFailedOver: Bool { Set(reigns).count > 1 }
}
