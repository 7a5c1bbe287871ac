import RedisLink

/// Access tokens.
extension RedisAuthorizationStore {
    public func createAccessToken(_ signature: String, _ session: Session) async throws(StorageError) {
        try await create(.access, signature, session, in: .createAccessToken)
    }

    public func getAccessToken(_ signature: String) async throws(StorageError) -> Session {
        try await fetchSession(keys.token(.access, signature), in: .getAccessToken)
    }

    public func deleteAccessToken(_ signature: String) async throws(StorageError) {
        try await delete(.access, signature, in: .deleteAccessToken)
    }

    private func create(
        _ kind: TokenRows, _ signature: String, _ session: Session, in operation: StorageOperation
    ) async throws(StorageError) {
        try Arguments(of: operation).require(signature)  // a number that no JSON can say is refused by the codec
        try Arguments(of: operation).require(session.requestID)
        let value = try document(of: SessionRecord(session), in: operation)
        let order = TokenOrder(kind, signature, session, value, in: keys, at: clock())
        let answer = try await run(StorageScript.createToken, order.keys, order.arguments, in: operation)
        guard answer.verdict != .revoked else {
            throw StorageError(.familyRevoked, in: operation, carrying: .requestID(session.requestID))
        }
    }

    private func delete(
        _ kind: TokenRows, _ signature: String, in operation: StorageOperation
    ) async throws(StorageError) {
        let answer = try await run(
            StorageScript.deleteToken, [keys.token(kind, signature)],
            [signature.bytes, keys.prefix(of: kind.index)], in: operation)
        guard answer.verdict == .done else { throw StorageError(.notFound, in: operation) }
    }
}

/// Refresh tokens.
extension RedisAuthorizationStore {
    public func createRefreshToken(
        _ signature: String, accessSignature: String, _ session: Session
    ) async throws(StorageError) {
        try await create(.refresh, signature, session, in: .createRefreshToken)
    }

    /// A token that is gone may have been rotated: its mark came in the same step in which it went.
    public func getRefreshToken(_ signature: String) async throws(StorageError) -> Session {
        do throws(StorageError) {
            return try await fetchSession(keys.token(.refresh, signature), in: .getRefreshToken)
        } catch  where error.code == .notFound {
            let mark = try await ask(RedisCommand("GET", [keys.rotated(signature)]), in: .getRefreshToken)
            guard case .string(let mark) = mark else { throw error }
            let requestID = String(decoding: mark.dropFirst(Self.attemptBytes), as: UTF8.self)
            throw StorageError(.tokenReused, in: .getRefreshToken, carrying: .requestID(requestID))
        }
    }

    public func deleteRefreshToken(_ signature: String) async throws(StorageError) {
        try await delete(.refresh, signature, in: .deleteRefreshToken)
    }

    public func rotateRefreshToken(_ rotation: RefreshTokenRotation) async throws(StorageError) -> Session {
        try Arguments(of: .rotateRefreshToken).require(rotation.signature, rotation.requestID)
        let signature = rotation.signature
        let answer = try await run(
            StorageScript.rotateToken,
            [keys.token(.refresh, signature), keys.rotated(signature), keys.rotation(signature)],
            familyArguments(rotation.requestID) + [
                signature.bytes, rotation.attempt.hex.bytes, Lifetime.seconds(Lifetime.rotationSeconds).argument,
                Lifetime.seconds(Lifetime.refreshTokenSeconds).argument,
            ], in: .rotateRefreshToken)
        return try await session(of: answer, rotation)
    }

    private func session(
        of answer: ScriptAnswer, _ rotation: RefreshTokenRotation
    ) async throws(StorageError) -> Session {
        let operation = StorageOperation.rotateRefreshToken
        switch answer.verdict {
        case .rotated: return try await takenSession(from: answer.value, in: operation)
        case .reused:
            let requestID = String(decoding: answer.value, as: UTF8.self)
            throw StorageError(.tokenReused, in: operation, carrying: .requestID(requestID))
        case .revoked: throw StorageError(.familyRevoked, in: operation, carrying: .requestID(rotation.requestID))
        case .malformed: throw StorageError(.malformed, in: operation)
        default: throw StorageError(.notFound, in: operation)
        }
    }

    /// The mark of a rotated token begins with the attempt.
    private static let attemptBytes = 32
}

/// Revocation.
extension RedisAuthorizationStore {
    public func revokeAccessToken(requestID: String) async throws(StorageError) {
        try await revoke(.access, requestID, in: .revokeAccessToken)
    }

    public func revokeRefreshToken(requestID: String) async throws(StorageError) {
        try await revoke(.refresh, requestID, in: .revokeRefreshToken)
    }

    public func revokeFamily(requestID: String) async throws(StorageError) {
        try Arguments(of: .revokeFamily).require(requestID)
        let familyKeys = [
            keys.revoked(requestID), keys.family(.access, requestID), keys.family(.refresh, requestID),
        ]
        _ = try await run(StorageScript.revokeFamily, familyKeys, familyArguments(requestID), in: .revokeFamily)
    }

    private func revoke(
        _ kind: TokenRows, _ requestID: String, in operation: StorageOperation
    ) async throws(StorageError) {
        try Arguments(of: operation).require(requestID)
        _ = try await run(
            StorageScript.revokeTokens, [keys.family(kind, requestID)], [keys.prefix(of: kind.rows)], in: operation)
    }

    /// What scripts about a whole family begin with.
    private func familyArguments(_ requestID: String) -> [[UInt8]] {
        [
            requestID.bytes, keys.revoked(""), Lifetime.seconds(Lifetime.revokedFamilySeconds).argument,
            keys.prefix(of: TokenRows.access.index), keys.prefix(of: TokenRows.access.rows),
            keys.prefix(of: TokenRows.refresh.index), keys.prefix(of: TokenRows.refresh.rows),
        ]
    }
}
