import History

/// What a document says of one credential.
struct Statement: Equatable {
    var credential: CredentialID
    var role: EnvironmentRole
    /// In this run's monotonic time; inclusive. Never for none.
    var end: Time
}

/// A document that was published, or a deletion, as the coordinator saw it.
struct DocumentOperation: Equatable {
    var number: UInt32
    var environment: CredentialID
    var isDeletion: Bool
    var invoked: Time
    /// In the order in which the document has them.
    var statements: [Statement]
    /// Nil: the coordinator did not live to see it end.
    var returned: Time?
    var outcome: Outcome = .unknown
    /// Zero when nobody knows it.
    var version: VersionStamp = .zero

    var isAcknowledged: Bool { outcome == .ok || outcome == .lost }

    init?(
        _ number: UInt32, _ kind: OperationKind, _ environment: CredentialID, invoked: Time,
        _ statements: [Statement]
    ) {
        guard kind == .publishDocument || kind == .deleteDocument else { return nil }
        self.number = number
        self.environment = environment
        isDeletion = kind == .deleteDocument
        self.invoked = invoked
        self.statements = statements
    }
}

/// What upstream saw of one connection.
struct UpstreamSighting: Equatable {
    var life: Life
    var credential: CredentialID
    var sight: UpstreamSight
    var at: Time
}

/// One complete answer of a replica about one environment.
struct StatusAnswer: Equatable {
    var life: Life
    var environment: CredentialID
    var called: Time
    var returned: Time
    var entries: [Statement]
}
