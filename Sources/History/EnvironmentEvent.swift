/// What is said of environments, their credentials and their upstream clients.
///
/// An environment goes by the number of its environment id; a credential that the coordinator never named is `unnamed`.
package enum EnvironmentEvent: Equatable, Sendable {
    // MARK: the coordinator
    /// There is, or will be, this environment.
    case named(CredentialID, isOffline: Bool)
    /// What the document of an operation says of one credential; all of them are written before its `operationInvoked`.
    /// `end` is Unix milliseconds, 0 for none.
    case stated(operation: UInt32, CredentialID, EnvironmentRole, end: UInt64)
    /// What upstream saw of one connection, at that steady time.
    case upstreamSaw(Life, CredentialID, UpstreamSight, at: UInt64)
    /// So many entries of upstream's ledger were gone before they were read.
    case upstreamUnread(UInt64)
    /// One credential as a replica's status shows it, `ending` for a predecessor too. All entries of one answer come
    /// before its `statusEnded`.
    case statusEntry(Life, environment: CredentialID, CredentialID, EnvironmentRole, end: UInt64)
    /// The answer is complete; the record's time is its return. `clients` run.
    case statusEnded(Life, environment: CredentialID, called: UInt64, entries: UInt32, clients: UInt32)

    // MARK: a replica
    /// A document, or a deletion, is in force here.
    case applied(CredentialID, version: VersionStamp, isTombstone: Bool, path: DocumentPath)
    case trouble(CredentialID, DocumentTrouble, held: UInt64, other: UInt64)
    /// What the store had lost was put back by this replica.
    case putBack(CredentialID, version: VersionStamp)
    /// As `recovered`, for the index of documents.
    case recovered(lastGood: UInt64)
    /// From here on a credential resolves to an environment, or does not any more.
    case resolves(CredentialID, environment: CredentialID, isIn: Bool)
    /// Of an upstream client; `token` is one start of one client. The key of an offline client is `unnamed`.
    case client(environment: CredentialID, CredentialID, token: UInt64, ClientChange)
    /// An update of that number was given to the environment's streams.
    case delivered(environment: CredentialID, data: UInt64)
    /// From here on events go out as this credential; `unnamed`: none do.
    case sendsEvents(environment: CredentialID, as: CredentialID)
    /// A credential resolved to this environment, which is not its own.
    case crossed(CredentialID, environment: CredentialID, called: UInt64)
    /// An environment was closed by order.
    case closed(CredentialID)
}

/// What a credential is to its environment.
package enum EnvironmentRole: UInt8, CaseIterable, Sendable {
    case primary = 1, additional
    /// Additional, with an end of its own.
    case ending
    /// Was primary, and is in its grace period.
    case predecessor
}

/// As upstream's ledger has it.
package enum UpstreamSight: UInt8, CaseIterable, Sendable {
    case opened = 1, refused, held, failed, closed, dropped, broken, gone
    /// Events came as the credential: it was good, or it was not.
    case events, denied
}

package enum DocumentPath: UInt8, CaseIterable, Sendable {
    case start = 1, poll, push, putBack
}

package enum DocumentTrouble: UInt8, CaseIterable, Sendable {
    /// The store has none, or a lower version than is held here.
    case lost = 1
    case malformed
    /// Two texts under one number.
    case conflict
    /// A message's predecessor was not the version held.
    case gap
}

package enum ClientChange: UInt8, CaseIterable, Sendable {
    case starting = 1, started, failed, closing, closed
    /// Upstream or the network ended one that is wanted.
    case lost
    /// A start completed that nobody wants any more.
    case late
}
