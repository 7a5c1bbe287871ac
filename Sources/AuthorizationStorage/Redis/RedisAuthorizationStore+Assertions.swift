import Credentials
import RedisLink

/// Assertions.
extension RedisAuthorizationStore {
    public func clientAssertionJWTValid(_ jti: String) async throws(StorageError) {
        let exists = RedisCommand("EXISTS", [keys.assertion(jti)])
        guard try await ask(exists, in: .clientAssertionJWTValid) == .integer(0) else {
            throw StorageError(.assertionKnown, in: .clientAssertionJWTValid)
        }
    }

    public func setClientAssertionJWT(_ jti: String, expiresAt: WallTime) async throws(StorageError) {
        guard let ttl = remaining(until: expiresAt) else { return }
        _ = try await order(
            RedisCommand("SET", [keys.assertion(jti), "1".bytes, "PX".bytes, ttl]), in: .setClientAssertionJWT)
    }

    public func consumeAssertionJWT(
        purpose: String, issuer: String, jti: String, expiresAt: WallTime
    ) async throws(StorageError) {
        guard let ttl = remaining(until: expiresAt) else { return }
        let key = keys.consumedAssertion(AssertionDigest.hex(purpose: purpose, issuer: issuer, jti: jti))
        let set = RedisCommand("SET", [key, "1".bytes, "PX".bytes, ttl, "NX".bytes])
        guard try await order(set, in: .consumeAssertionJWT) != .null else {
            throw StorageError(.assertionKnown, in: .consumeAssertionJWT)
        }
    }

    /// Nil for what has ended.
    private func remaining(until end: WallTime) -> [UInt8]? {
        let now = clock()
        return end > now ? Lifetime(until: end, at: now).argument : nil
    }
}
