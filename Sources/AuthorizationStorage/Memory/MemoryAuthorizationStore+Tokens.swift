/// Access tokens.
extension MemoryAuthorizationStore {
    public func createAccessToken(_ signature: String, _ session: Session) async throws(StorageError) {
        try create(\.accessTokens, .accessToken, signature, session, in: .createAccessToken)
    }

    public func getAccessToken(_ signature: String) async throws(StorageError) -> Session {
        try find(.getAccessToken) { tables, now in
            tables.accessTokens.record(ByteKey(signature), at: now).flatMap { tables.session(of: $0, at: now) }
        }
    }

    public func deleteAccessToken(_ signature: String) async throws(StorageError) {
        _ = try find(.deleteAccessToken) { $0.accessTokens.remove(ByteKey(signature), at: $1) }
    }

    private func create(
        _ table: WritableKeyPath<MemoryTables, TokenTable>, _ kind: TokenKind, _ signature: String,
        _ session: Session, in operation: StorageOperation
    ) throws(StorageError) {
        try Arguments(of: operation).require(signature, session)
        try perform(operation) { (tables, now) throws(StorageError) in
            guard !tables.isRevoked(session.requestID, at: now) else {
                throw StorageError(.familyRevoked, in: operation, carrying: .requestID(session.requestID))
            }
            let end = tables.end(of: session, as: kind, at: now)
            tables[keyPath: table].set(ByteKey(signature), to: SessionRecord(session), end: end, at: now)
        }
    }
}

/// Refresh tokens.
extension MemoryAuthorizationStore {
    public func createRefreshToken(
        _ signature: String, accessSignature: String, _ session: Session
    ) async throws(StorageError) {
        try create(\.refreshTokens, .refreshToken, signature, session, in: .createRefreshToken)
    }

    public func getRefreshToken(_ signature: String) async throws(StorageError) -> Session {
        try perform(.getRefreshToken) { (tables, now) throws(StorageError) in
            let key = ByteKey(signature)
            if let record = tables.refreshTokens.record(key, at: now) {
                guard let session = tables.session(of: record, at: now) else {
                    throw StorageError(.notFound, in: .getRefreshToken)
                }
                return session
            }
            guard let rotated = tables.rotatedTokens.value(of: key, at: now) else {
                throw StorageError(.notFound, in: .getRefreshToken)
            }
            throw StorageError(.tokenReused, in: .getRefreshToken, carrying: .requestID(rotated.rotation.requestID))
        }
    }

    public func deleteRefreshToken(_ signature: String) async throws(StorageError) {
        _ = try find(.deleteRefreshToken) { $0.refreshTokens.remove(ByteKey(signature), at: $1) }
    }

    public func rotateRefreshToken(_ rotation: RefreshTokenRotation) async throws(StorageError) -> Session {
        try Arguments(of: .rotateRefreshToken).require(rotation.signature, rotation.requestID)
        return try perform(.rotateRefreshToken) { (tables, now) throws(StorageError) in
            switch tables.rotate(rotation, at: now) {
            case .unknown: throw StorageError(.notFound, in: .rotateRefreshToken)
            case .revoked:
                throw StorageError(
                    .familyRevoked, in: .rotateRefreshToken, carrying: .requestID(rotation.requestID))
            case .reused(let requestID):
                throw StorageError(.tokenReused, in: .rotateRefreshToken, carrying: .requestID(requestID))
            case .rotated(let record): return try tables.openTaken(record, at: now, in: .rotateRefreshToken)
            }
        }
    }
}

/// Revocation.
extension MemoryAuthorizationStore {
    public func revokeAccessToken(requestID: String) async throws(StorageError) {
        try Arguments(of: .revokeAccessToken).require(requestID)
        try perform(.revokeAccessToken) { $0.accessTokens.removeFamily(requestID, at: $1) }
    }

    public func revokeRefreshToken(requestID: String) async throws(StorageError) {
        try Arguments(of: .revokeRefreshToken).require(requestID)
        try perform(.revokeRefreshToken) { $0.refreshTokens.removeFamily(requestID, at: $1) }
    }

    public func revokeFamily(requestID: String) async throws(StorageError) {
        try Arguments(of: .revokeFamily).require(requestID)
        try perform(.revokeFamily) { $0.revokeFamily(requestID, at: $1) }
    }
}
