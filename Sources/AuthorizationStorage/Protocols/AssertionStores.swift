import Credentials

/// Assertions by which clients authenticate: check, then set, as the engine asks for it.
public protocol ClientAssertionStore: Sendable {
    /// - Throws: `.assertionKnown` while the stored end is in the future.
    func clientAssertionJWTValid(_ jti: String) async throws(StorageError)

    /// Remembers an id until its end; one that has ended already is not stored.
    func setClientAssertionJWT(_ jti: String, expiresAt: WallTime) async throws(StorageError)
}

/// Assertions that are used once (RFC 7523).
public protocol AssertionConsumer: Sendable {
    /// Uses an assertion, in one step: the first use wins, each of purpose, issuer and id tells uses apart. One that
    /// has ended already is not stored. An error is a refusal: fail closed.
    /// - Throws: `.assertionKnown`.
    func consumeAssertionJWT(
        purpose: String, issuer: String, jti: String, expiresAt: WallTime
    ) async throws(StorageError)
}
