import RedisLink

/// Authorization codes.
extension RedisAuthorizationStore {
    public func createAuthorizeCode(_ code: String, _ session: Session) async throws(StorageError) {
        try Arguments(of: .createAuthorizeCode).require(code, session)
        try await keep(session, under: keys.code(code), in: .createAuthorizeCode)
    }

    /// The mark is asked for behind the code, in one go: whoever used the code in between has used it.
    public func getAuthorizeCode(_ code: String) async throws(StorageError) -> Session {
        let commands = [RedisCommand("GET", [keys.code(code)]), RedisCommand("EXISTS", [keys.usedCode(code)])]
        let replies = try await ask(commands, in: .getAuthorizeCode)
        let record: SessionRecord = try decode(replies[0], in: .getAuthorizeCode)
        let session = try await self.session(of: record, in: .getAuthorizeCode)
        guard replies[1] == .integer(0) else {
            throw StorageError(.codeUsed, in: .getAuthorizeCode, carrying: .session(session))
        }
        return session
    }

    public func invalidateAuthorizeCode(_ code: String) async throws(StorageError) {
        _ = try await use(code, StorageScript.useCode, in: .invalidateAuthorizeCode)
    }

    public func redeemAuthorizeCode(_ code: String) async throws(StorageError) -> Session {
        let answer = try await use(code, StorageScript.redeemCode, in: .redeemAuthorizeCode)
        guard answer.verdict == .redeemed else {
            let session = try await self.session(from: answer.value, in: .redeemAuthorizeCode)
            throw StorageError(.codeUsed, in: .redeemAuthorizeCode, carrying: .session(session))
        }
        return try await takenSession(from: answer.value, in: .redeemAuthorizeCode)
    }

    /// A code that is there and can be read.
    private func use(
        _ code: String, _ script: RedisScript, in operation: StorageOperation
    ) async throws(StorageError) -> ScriptAnswer {
        let ttl = Lifetime.seconds(Lifetime.usedCodeSeconds).argument
        let answer = try await run(
            script, [keys.code(code), keys.usedCode(code)], [ttl, keys.client("")], in: operation)
        switch answer.verdict {
        case .missing: throw StorageError(.notFound, in: operation)
        case .malformed: throw StorageError(.malformed, in: operation)
        default: return answer
        }
    }

    /// Stores a session that lives as long as an authorization code.
    private func keep(
        _ session: Session, under key: [UInt8], in operation: StorageOperation
    ) async throws(StorageError) {
        let record = SessionRecord(session)
        let value = try document(of: record, in: operation)
        let ttl = Lifetime.session(session, as: .authorizeCode, at: clock()).argument
        _ = try await run(
            StorageScript.keepSession, [key, keys.client(record.clientID)], [value, ttl], in: operation)
    }
}

/// Proof keys.
extension RedisAuthorizationStore {
    public func createPKCE(_ signature: String, _ session: Session) async throws(StorageError) {
        try Arguments(of: .createPKCE).require(signature, session)
        try await keep(session, under: keys.pkce(signature), in: .createPKCE)
    }

    public func getPKCE(_ signature: String) async throws(StorageError) -> Session {
        try await fetchSession(keys.pkce(signature), in: .getPKCE)
    }

    public func deletePKCE(_ signature: String) async throws(StorageError) {
        try await delete(keys.pkce(signature), in: .deletePKCE)
    }

    /// Deletes a row; `.notFound` for whoever finds none.
    func delete(_ key: [UInt8], in operation: StorageOperation) async throws(StorageError) {
        guard try await order(RedisCommand("DEL", [key]), in: operation) != .integer(0) else {
            throw StorageError(.notFound, in: operation)
        }
    }
}
