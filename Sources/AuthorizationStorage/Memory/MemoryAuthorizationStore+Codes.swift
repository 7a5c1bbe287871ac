import Credentials

/// Authorization codes.
extension MemoryAuthorizationStore {
    public func createAuthorizeCode(_ code: String, _ session: Session) async throws(StorageError) {
        try Arguments(of: .createAuthorizeCode).require(code, session)
        try perform(.createAuthorizeCode) { tables, now in
            let end = tables.end(of: session, as: .authorizeCode, at: now)
            tables.codes.set(ByteKey(code), to: SessionRecord(session), end: end)
        }
    }

    public func getAuthorizeCode(_ code: String) async throws(StorageError) -> Session {
        try perform(.getAuthorizeCode) { (tables, now) throws(StorageError) in
            try tables.open(tables.lookUpCode(code, at: now), at: now, in: .getAuthorizeCode)
        }
    }

    public func invalidateAuthorizeCode(_ code: String) async throws(StorageError) {
        try perform(.invalidateAuthorizeCode) { (tables, now) throws(StorageError) in
            switch tables.lookUpCode(code, at: now) {
            case .unknown: throw StorageError(.notFound, in: .invalidateAuthorizeCode)
            case .fresh(let record), .used(let record): tables.useCode(code, record, at: now)
            }
        }
    }

    public func redeemAuthorizeCode(_ code: String) async throws(StorageError) -> Session {
        try perform(.redeemAuthorizeCode) { (tables, now) throws(StorageError) in
            let found = tables.lookUpCode(code, at: now)
            guard case .fresh(let record) = found else {
                return try tables.open(found, at: now, in: .redeemAuthorizeCode)
            }
            tables.useCode(code, record, at: now)
            return try tables.openTaken(record, at: now, in: .redeemAuthorizeCode)
        }
    }
}

extension MemoryTables {
    fileprivate func open(
        _ code: CodeUse, at now: WallTime, in operation: StorageOperation
    ) throws(StorageError) -> Session {
        switch code {
        case .unknown: throw StorageError(.notFound, in: operation)
        case .fresh(let record): return try open(record, at: now, in: operation)
        case .used(let record):
            throw StorageError(.codeUsed, in: operation, carrying: .session(try open(record, at: now, in: operation)))
        }
    }

    /// The session of what has just been taken out of use: whoever cannot read it cannot say that nothing happened.
    func openTaken(
        _ record: SessionRecord, at now: WallTime, in operation: StorageOperation
    ) throws(StorageError) -> Session {
        do throws(StorageError) {
            return try open(record, at: now, in: operation)
        } catch {
            throw error.afterAnEffect
        }
    }

    private func open(
        _ record: SessionRecord, at now: WallTime, in operation: StorageOperation
    ) throws(StorageError) -> Session {
        guard let session = session(of: record, at: now) else { throw StorageError(.notFound, in: operation) }
        return session
    }
}

/// Proof keys.
extension MemoryAuthorizationStore {
    public func createPKCE(_ signature: String, _ session: Session) async throws(StorageError) {
        try Arguments(of: .createPKCE).require(signature, session)
        try perform(.createPKCE) { tables, now in
            let end = tables.end(of: session, as: .authorizeCode, at: now)
            tables.pkce.set(ByteKey(signature), to: SessionRecord(session), end: end)
        }
    }

    public func getPKCE(_ signature: String) async throws(StorageError) -> Session {
        try find(.getPKCE) { tables, now in
            tables.pkce.value(of: ByteKey(signature), at: now).flatMap { tables.session(of: $0, at: now) }
        }
    }

    public func deletePKCE(_ signature: String) async throws(StorageError) {
        _ = try find(.deletePKCE) { $0.pkce.remove(ByteKey(signature), at: $1) }
    }
}
