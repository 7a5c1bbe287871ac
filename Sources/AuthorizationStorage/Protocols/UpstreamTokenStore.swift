/// What identity providers gave us, by session and provider.
///
/// A row lives 30 days longer than its access token, because the refresh token does; a row whose access token never
/// ends lives 30 days longer than the session; one that has neither stays for good. Empty arguments are
/// `.invalidRequest`.
public protocol UpstreamTokenStore: Sendable {
    /// Puts a row in place of the one that is there. Nil leaves a tombstone, for an hour.
    func storeUpstreamTokens(session: String, provider: String, _ tokens: UpstreamTokens?) async throws(StorageError)

    /// Nil for a tombstone.
    /// - Throws: `.notFound`; `.expired` with the tokens, of which the refresh token may still be good.
    func getUpstreamTokens(session: String, provider: String) async throws(StorageError) -> UpstreamTokens?

    /// All rows of a session, in the order of the providers' names, those with expired tokens included; rows that
    /// cannot be read are skipped with a warning. An unknown session has none.
    func getAllUpstreamTokens(session: String) async throws(StorageError) -> [UpstreamRow]

    /// Removes all providers of a session, in one step.
    /// - Throws: `.notFound` when there is nothing.
    func deleteUpstreamTokens(session: String) async throws(StorageError)

    /// Removes one row; one that is not there is no error.
    func deleteUpstreamTokens(session: String, provider: String) async throws(StorageError)

    /// Of all rows of a user that say to be of this provider, the one whose access token ends last; never beats every
    /// time. It may have expired. The caller compares the upstream subject before it reuses the refresh token.
    /// - Throws: `.notFound`.
    func getLatestUpstreamTokens(user: String, provider: String) async throws(StorageError) -> UpstreamTokens

    /// A name for the row: the same for the same row, different for different ones. Asks nobody.
    func upstreamRowID(session: String, provider: String) throws(StorageError) -> String
}
