/// Upstream tokens.
extension MemoryAuthorizationStore {
    public func storeUpstreamTokens(
        session: String, provider: String, _ tokens: UpstreamTokens?
    ) async throws(StorageError) {
        try Arguments(of: .storeUpstreamTokens).require(session, provider)
        try perform(.storeUpstreamTokens) {
            $0.upstream.set(session: session, provider: provider, to: tokens, at: $1)
        }
    }

    public func getUpstreamTokens(session: String, provider: String) async throws(StorageError) -> UpstreamTokens? {
        try Arguments(of: .getUpstreamTokens).require(session, provider)
        return try perform(.getUpstreamTokens) { (tables, now) throws(StorageError) in
            guard let row = tables.upstream.row(session: session, provider: provider, at: now) else {
                throw StorageError(.notFound, in: .getUpstreamTokens)
            }
            guard let tokens = row.tokens else { return nil }
            guard !tokens.isExpired(at: now) else {
                throw StorageError(.expired, in: .getUpstreamTokens, carrying: .upstreamTokens(tokens))
            }
            return tokens
        }
    }

    public func getAllUpstreamTokens(session: String) async throws(StorageError) -> [UpstreamRow] {
        try Arguments(of: .getAllUpstreamTokens).require(session)
        return try perform(.getAllUpstreamTokens) { $0.upstream.rows(ofSession: session, at: $1) }
    }

    public func deleteUpstreamTokens(session: String) async throws(StorageError) {
        try Arguments(of: .deleteUpstreamTokens).require(session)
        try perform(.deleteUpstreamTokens) { (tables, now) throws(StorageError) in
            guard tables.upstream.remove(session: session, at: now) > 0 else {
                throw StorageError(.notFound, in: .deleteUpstreamTokens)
            }
        }
    }

    public func deleteUpstreamTokens(session: String, provider: String) async throws(StorageError) {
        try Arguments(of: .deleteUpstreamTokensForProvider).require(session, provider)
        try perform(.deleteUpstreamTokensForProvider) {
            $0.upstream.remove(session: session, provider: provider, at: $1)
        }
    }

    public func getLatestUpstreamTokens(
        user: String, provider: String
    ) async throws(StorageError) -> UpstreamTokens {
        try Arguments(of: .getLatestUpstreamTokens).require(user, provider)
        return try find(.getLatestUpstreamTokens) {
            UpstreamTokens.latest(of: $0.upstream.tokens(ofUser: user, at: provider, now: $1))
        }
    }

    public func upstreamRowID(session: String, provider: String) throws(StorageError) -> String {
        try UpstreamRowID.make(session: session, provider: provider, in: "memory")
    }
}
