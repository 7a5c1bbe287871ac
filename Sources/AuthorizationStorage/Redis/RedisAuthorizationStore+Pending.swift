import RedisLink

/// Pending authorizations.
extension RedisAuthorizationStore {
    public func storePendingAuthorization(
        state: String, _ pending: PendingAuthorization
    ) async throws(StorageError) {
        try Arguments(of: .storePendingAuthorization).require(state)
        let value = try document(of: PendingAuthorizationRecord(pending: pending), in: .storePendingAuthorization)
        let ttl = Lifetime.seconds(Lifetime.pendingSeconds).argument
        _ = try await order(
            RedisCommand("SET", [keys.pending(state), value, "PX".bytes, ttl]), in: .storePendingAuthorization)
    }

    public func loadPendingAuthorization(state: String) async throws(StorageError) -> PendingAuthorization {
        let reply = try await ask(RedisCommand("GET", [keys.pending(state)]), in: .loadPendingAuthorization)
        return try open(reply, in: .loadPendingAuthorization)
    }

    public func takePendingAuthorization(state: String) async throws(StorageError) -> PendingAuthorization {
        let reply = try await order(RedisCommand("GETDEL", [keys.pending(state)]), in: .takePendingAuthorization)
        do throws(StorageError) {
            return try open(reply, in: .takePendingAuthorization)
        } catch  where error.code == .malformed {
            throw error.afterAnEffect
        }
    }

    public func deletePendingAuthorization(state: String) async throws(StorageError) {
        try await delete(keys.pending(state), in: .deletePendingAuthorization)
    }

    private func open(
        _ reply: RedisReply, in operation: StorageOperation
    ) throws(StorageError) -> PendingAuthorization {
        let record: PendingAuthorizationRecord = try decode(reply, in: operation)
        guard !record.pending.isExpired(at: clock()) else { throw StorageError(.expired, in: operation) }
        return record.pending
    }
}
