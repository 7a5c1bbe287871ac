/// Authorization codes: used once.
public protocol AuthorizeCodeStore: Sendable {
    /// Keeps a code until the session's ``TokenKind/authorizeCode`` ends, without one for 600 s; over one that is
    /// there.
    /// - Throws: `.invalidRequest` for an empty code, or a session without a request id.
    func createAuthorizeCode(_ code: String, _ session: Session) async throws(StorageError)

    /// - Throws: `.notFound`; `.codeUsed` with the session for a code that was used before.
    func getAuthorizeCode(_ code: String) async throws(StorageError) -> Session

    /// Marks a code as used, for 1800 s; doing so again is no error. It does not tell who was first:
    /// ``redeemAuthorizeCode(_:)`` does.
    /// - Throws: `.notFound`.
    func invalidateAuthorizeCode(_ code: String) async throws(StorageError)

    /// Uses a code, in one step: of all that try, on whatever replica, exactly one gets the session.
    ///
    /// After an unknown outcome the code counts as used: so it is when the session's client is gone, which is
    /// `.notFound`.
    /// - Throws: `.notFound`; `.codeUsed` with the session for everybody else, for 1800 s: revoke the family then.
    func redeemAuthorizeCode(_ code: String) async throws(StorageError) -> Session
}

/// Proof keys of authorization codes (RFC 7636).
public protocol PKCEStore: Sendable {
    /// Keeps the session as long as its code, over one that is there.
    /// - Throws: `.invalidRequest` for an empty signature, or a session without a request id.
    func createPKCE(_ signature: String, _ session: Session) async throws(StorageError)

    /// - Throws: `.notFound`.
    func getPKCE(_ signature: String) async throws(StorageError) -> Session

    /// - Throws: `.notFound`; of all that delete one, exactly one does not get it.
    func deletePKCE(_ signature: String) async throws(StorageError)
}
