import Credentials

/// Pending authorizations.
extension MemoryAuthorizationStore {
    public func storePendingAuthorization(
        state: String, _ pending: PendingAuthorization
    ) async throws(StorageError) {
        try Arguments(of: .storePendingAuthorization).require(state)
        var kept = pending
        kept.createdAt = pending.createdAt?.wholeSeconds
        try perform(.storePendingAuthorization) { [kept] in
            $0.pending.set(ByteKey(state), to: kept, end: $1.advanced(bySeconds: Lifetime.pendingSeconds))
        }
    }

    public func loadPendingAuthorization(state: String) async throws(StorageError) -> PendingAuthorization {
        try open(.loadPendingAuthorization) { $0.pending.value(of: ByteKey(state), at: $1) }
    }

    public func takePendingAuthorization(state: String) async throws(StorageError) -> PendingAuthorization {
        try open(.takePendingAuthorization) { $0.pending.remove(ByteKey(state), at: $1) }
    }

    public func deletePendingAuthorization(state: String) async throws(StorageError) {
        _ = try find(.deletePendingAuthorization) { $0.pending.remove(ByteKey(state), at: $1) }
    }

    private func open(
        _ operation: StorageOperation, _ body: (inout MemoryTables, WallTime) -> PendingAuthorization?
    ) throws(StorageError) -> PendingAuthorization {
        try perform(operation) { (tables, now) throws(StorageError) in
            guard let pending = body(&tables, now) else { throw StorageError(.notFound, in: operation) }
            guard !pending.isExpired(at: now) else { throw StorageError(.expired, in: operation) }
            return pending
        }
    }
}

/// Assertions.
extension MemoryAuthorizationStore {
    public func clientAssertionJWTValid(_ jti: String) async throws(StorageError) {
        try perform(.clientAssertionJWTValid) { (tables, now) throws(StorageError) in
            guard tables.clientAssertions.value(of: ByteKey(jti), at: now) == nil else {
                throw StorageError(.assertionKnown, in: .clientAssertionJWTValid)
            }
        }
    }

    public func setClientAssertionJWT(_ jti: String, expiresAt: WallTime) async throws(StorageError) {
        try perform(.setClientAssertionJWT) { tables, now in
            guard expiresAt > now else { return }
            tables.clientAssertions.set(ByteKey(jti), to: (), end: Lifetime(until: expiresAt, at: now).end(from: now))
        }
    }

    public func consumeAssertionJWT(
        purpose: String, issuer: String, jti: String, expiresAt: WallTime
    ) async throws(StorageError) {
        let key = ByteKey(purpose, issuer, jti)
        try perform(.consumeAssertionJWT) { (tables, now) throws(StorageError) in
            guard expiresAt > now else { return }
            guard tables.consumedAssertions.value(of: key, at: now) == nil else {
                throw StorageError(.assertionKnown, in: .consumeAssertionJWT)
            }
            tables.consumedAssertions.set(key, to: (), end: Lifetime(until: expiresAt, at: now).end(from: now))
        }
    }
}
