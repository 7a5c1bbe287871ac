/// Logins under way at an identity provider, by state. They live 600 s from the time they were made and stored.
public protocol PendingAuthorizationStore: Sendable {
    /// Puts a record in place of the one that is there.
    /// - Throws: `.invalidRequest` for an empty state.
    func storePendingAuthorization(state: String, _ pending: PendingAuthorization) async throws(StorageError)

    /// - Throws: `.notFound`; `.expired` when the record's own time is more than 600 s ago, or missing.
    func loadPendingAuthorization(state: String) async throws(StorageError) -> PendingAuthorization

    /// Loads and deletes in one step: of all callbacks with one state exactly one gets the record.
    /// - Throws: `.notFound`; `.expired`, the record being deleted; `.malformed` with an unknown outcome, a row that
    ///   cannot be read being deleted too.
    func takePendingAuthorization(state: String) async throws(StorageError) -> PendingAuthorization

    /// - Throws: `.notFound`.
    func deletePendingAuthorization(state: String) async throws(StorageError)
}
