/// What the coordinator asks of the authorization server; each order is answered once, by a report of the same number.
enum AuthorizationOrder: Equatable, Sendable {
    /// Answered with `done`. A tenant that is known gets new settings.
    case tenants([AuthorizationTenant])
    /// Answered with `done`.
    case inject(AuthorizationFault)
    /// Answered with `count`: how many requests it met.
    case lift(AuthorizationFault.ID)
    /// Answered with `count`: how many registrations were live.
    case forget(tenant: String?)
    /// Answered with `count`: how many requests it has met so far.
    case met(AuthorizationFault.ID)
    /// Answered with `count`: how many secrets were in force.
    case endSecrets(tenant: String?)
    /// Answered with `ledger`: at most ``AuthorizationReport/page`` entries from this one on.
    case ledger(from: UInt32)
}

/// What the authorization server answers.
enum AuthorizationReport: Equatable, Sendable {
    /// The first message, and no answer.
    case hello(pid: Int32, port: UInt16)
    case done
    case count(UInt32)
    case ledger([LedgerEntry])
    case refused(AuthorizationError)

    /// So that a message stays well below what a packet may hold.
    static let page = 200
}
