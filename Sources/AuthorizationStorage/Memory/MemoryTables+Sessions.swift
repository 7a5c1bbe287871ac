import Credentials

/// Sessions and their clients.
extension MemoryTables {
    /// The session of a record, with its client; nil when the client is gone.
    func session(of record: SessionRecord, at now: WallTime) -> Session? {
        if record.clientID.isEmpty { return record.session(of: nil) }
        if RegisteredClient.isSynthetic(record.clientID) { return record.session(of: .synthetic(id: record.clientID)) }
        return clients.client(record.clientID, at: now).map { record.session(of: $0) }
    }

    /// How long a session's row lives; its client lives at least as long.
    mutating func end(of session: Session, as kind: TokenKind, at now: WallTime) -> WallTime? {
        let end = Lifetime.session(session, as: kind, at: now).end(from: now)
        if let client = session.client { clients.keep(client.id, until: end, at: now) }
        return end
    }
}

/// Authorization codes.
extension MemoryTables {
    enum CodeUse {
        case unknown
        case used(SessionRecord)
        case fresh(SessionRecord)
    }

    func lookUpCode(_ code: String, at now: WallTime) -> CodeUse {
        let key = ByteKey(code)
        guard let record = codes.value(of: key, at: now) else { return .unknown }
        return usedCodes.value(of: key, at: now) == nil ? .fresh(record) : .used(record)
    }

    /// The code stays as long as the mark, and its client as long as the code, so that a replay is recognised and its
    /// session can be read.
    mutating func useCode(_ code: String, _ record: SessionRecord, at now: WallTime) {
        let key = ByteKey(code)
        let end = now.advanced(bySeconds: Lifetime.usedCodeSeconds)
        clients.keep(record.clientID, until: end, at: now)
        codes.setEnd(of: key, to: end, at: now)
        usedCodes.set(key, to: (), end: end)
    }
}

/// Rotation and revocation.
extension MemoryTables {
    enum RotationVerdict {
        case unknown
        case revoked
        case reused(requestID: String)
        case rotated(SessionRecord)
    }

    func isRevoked(_ requestID: String, at now: WallTime) -> Bool {
        revokedFamilies.value(of: ByteKey(requestID), at: now) != nil
    }

    mutating func revokeFamily(_ requestID: String, at now: WallTime) {
        accessTokens.removeFamily(requestID, at: now)
        refreshTokens.removeFamily(requestID, at: now)
        let end = now.advanced(bySeconds: Lifetime.revokedFamilySeconds)
        revokedFamilies.set(ByteKey(requestID), to: (), end: end)
    }

    mutating func rotate(_ rotation: RefreshTokenRotation, at now: WallTime) -> RotationVerdict {
        guard !isRevoked(rotation.requestID, at: now) else { return .revoked }
        let signature = ByteKey(rotation.signature)
        guard let record = refreshTokens.record(signature, at: now) else { return reuse(rotation, at: now) }
        guard ByteKey(record.session.requestID) == ByteKey(rotation.requestID) else { return .unknown }
        let repeatableUntil = now.advanced(bySeconds: Lifetime.rotationSeconds)
        rotatedTokens.set(
            signature, to: RotatedToken(rotation: rotation, record: record, repeatableUntil: repeatableUntil),
            end: refreshTokens.end(of: signature, at: now))
        refreshTokens.remove(signature, at: now)
        accessTokens.removeFamily(rotation.requestID, at: now)
        return .rotated(record)
    }

    /// A token that is gone: never there, asked for again in the same attempt, or used a second time.
    private mutating func reuse(_ rotation: RefreshTokenRotation, at now: WallTime) -> RotationVerdict {
        guard let rotated = rotatedTokens.value(of: ByteKey(rotation.signature), at: now) else { return .unknown }
        let isRepeat =
            ByteKey(rotated.rotation.requestID) == ByteKey(rotation.requestID)
            && rotated.rotation.attempt == rotation.attempt
        if isRepeat, now < rotated.repeatableUntil { return .rotated(rotated.record) }
        revokeFamily(rotated.rotation.requestID, at: now)
        return .reused(requestID: rotated.rotation.requestID)
    }
}
