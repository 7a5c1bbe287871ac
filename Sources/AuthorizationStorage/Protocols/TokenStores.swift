/// Access tokens, by their signatures.
public protocol AccessTokenStore: Sendable {
    /// Keeps a token until the session's ``TokenKind/accessToken`` ends, without one for 3600 s. The session's client
    /// lives at least as long.
    /// - Throws: `.invalidRequest` for an empty signature or a session without a request id; `.familyRevoked` when the
    ///   family of the session's request id was revoked as a whole.
    func createAccessToken(_ signature: String, _ session: Session) async throws(StorageError)

    /// - Throws: `.notFound`, also when the session's client is gone.
    func getAccessToken(_ signature: String) async throws(StorageError) -> Session

    /// - Throws: `.notFound`.
    func deleteAccessToken(_ signature: String) async throws(StorageError)
}

/// Refresh tokens, by their signatures: each is exchanged once.
public protocol RefreshTokenStore: Sendable {
    /// Keeps a token until the session's ``TokenKind/refreshToken`` ends, without one for 30 days. The session's client
    /// lives at least as long.
    /// - Parameter accessSignature: of the access token that was made with it; not stored.
    /// - Throws: `.invalidRequest` for an empty signature or a session without a request id; `.familyRevoked`.
    func createRefreshToken(
        _ signature: String, accessSignature: String, _ session: Session
    ) async throws(StorageError)

    /// - Throws: `.notFound`; `.tokenReused` with the request id for a token that was rotated, which says that somebody
    ///   uses it a second time: revoke its family then.
    func getRefreshToken(_ signature: String) async throws(StorageError) -> Session

    /// - Throws: `.notFound`.
    func deleteRefreshToken(_ signature: String) async throws(StorageError)

    /// Takes a refresh token out of use, and every access token of its family with it, in one step; returns its
    /// session, to mint the successors from. Of all that rotate one token exactly one gets it.
    ///
    /// A second use of the token revokes the family at once (RFC 9700, section 4.14), for as long as the token would
    /// have lived. After an unknown outcome ask again for the same rotation: within ten seconds it has the same result.
    /// - Throws: `.notFound` for a token that is not there or not of that family; `.tokenReused` with the request id,
    ///   the family being revoked now; `.familyRevoked`; `.invalidRequest` for an empty signature or request id.
    func rotateRefreshToken(_ rotation: RefreshTokenRotation) async throws(StorageError) -> Session
}

/// Revocation (RFC 7009). An empty request id is `.invalidRequest`: it names no family.
public protocol TokenRevoker: Sendable {
    /// Deletes every access token of a family; an unknown id is no error. The family may get new ones.
    func revokeAccessToken(requestID: String) async throws(StorageError)

    /// Deletes every refresh token of a family; an unknown id is no error.
    func revokeRefreshToken(requestID: String) async throws(StorageError)

    /// Ends a family: deletes all its tokens, and refuses every later one with `.familyRevoked`, so that none slips in
    /// from a replica that was just about to store it. It is idempotent: after an unknown outcome call it again.
    func revokeFamily(requestID: String) async throws(StorageError)
}
