/// The clients.
public protocol ClientStore: Sendable {
    /// Registers a client, over one of the same id that may be there.
    ///
    /// A client with ``RegisteredClient/isDCRIssued`` ends 30 days after it was last proven used, others never do;
    /// registering one without the mark over one with it takes the end away.
    /// - Throws: `.reservedClientID` for an id that begins with `synthetic:`, with nothing written; on the memory
    ///   backend `.clientCapacity` when it is full and no client may be evicted; `.invalidRequest` for an empty id.
    func registerClient(_ client: RegisteredClient) async throws(StorageError)

    /// - Throws: `.notFound`.
    func getClient(_ id: String) async throws(StorageError) -> RegisteredClient

    /// Gives a client its full life again. Call it when a token response was built for it, and never upon a read that
    /// nobody authenticated: else anonymous reads would keep clients alive.
    ///
    /// Nil, a client without the mark and one that is not registered are no errors, and nothing happens. A life that is
    /// longer, because a session needs the client, is not shortened.
    func renewClientTTL(_ client: RegisteredClient?) async throws(StorageError)
}
