import Credentials
import RedisLink

/// Upstream tokens: writing.
extension RedisAuthorizationStore {
    public func storeUpstreamTokens(
        session: String, provider: String, _ tokens: UpstreamTokens?
    ) async throws(StorageError) {
        try Arguments(of: .storeUpstreamTokens).require(session, provider)
        let value = try tokens.map { (tokens) throws(StorageError) in
            try document(of: UpstreamTokensRecord(tokens: tokens), in: .storeUpstreamTokens)
        }
        _ = try await run(
            StorageScript.storeUpstream, [keys.upstream(session, provider), keys.upstreamIndex(session)],
            upstreamArguments + [
                value ?? UpstreamTokensRecord.tombstone, Lifetime.upstream(tokens, at: clock()).argument,
                (tokens?.userID ?? "").bytes,
            ], in: .storeUpstreamTokens)
    }

    public func deleteUpstreamTokens(session: String) async throws(StorageError) {
        try Arguments(of: .deleteUpstreamTokens).require(session)
        let answer = try await run(
            StorageScript.deleteUpstreamSession, [keys.upstreamIndex(session)],
            upstreamArguments + [keys.upstreamRows(of: session)], in: .deleteUpstreamTokens)
        let foreign = Int(String(decoding: answer.value, as: UTF8.self)) ?? 0
        warn(of: foreign, .foreignMembers, in: "upstream:idx", .deleteUpstreamTokens)
        guard answer.verdict == .done else { throw StorageError(.notFound, in: .deleteUpstreamTokens) }
    }

    public func deleteUpstreamTokens(session: String, provider: String) async throws(StorageError) {
        try Arguments(of: .deleteUpstreamTokensForProvider).require(session, provider)
        _ = try await run(
            StorageScript.deleteUpstreamRow, [keys.upstream(session, provider), keys.upstreamIndex(session)],
            upstreamArguments, in: .deleteUpstreamTokensForProvider)
    }

    /// What scripts about upstream rows begin with.
    var upstreamArguments: [[UInt8]] { [keys.prefix(of: "upstream:"), keys.prefix(of: "user:upstream:")] }

    public nonisolated func upstreamRowID(session: String, provider: String) throws(StorageError) -> String {
        try UpstreamRowID.make(session: session, provider: provider, in: keys.prefix.text)
    }
}

/// Upstream tokens: reading.
extension RedisAuthorizationStore {
    public func getUpstreamTokens(session: String, provider: String) async throws(StorageError) -> UpstreamTokens? {
        try Arguments(of: .getUpstreamTokens).require(session, provider)
        let get = RedisCommand("GET", [keys.upstream(session, provider)])
        let reply = try await ask(get, in: .getUpstreamTokens)
        guard reply != .string(UpstreamTokensRecord.tombstone) else { return nil }
        let record: UpstreamTokensRecord = try decode(reply, in: .getUpstreamTokens)
        guard !record.tokens.isExpired(at: clock()) else {
            throw StorageError(.expired, in: .getUpstreamTokens, carrying: .upstreamTokens(record.tokens))
        }
        return record.tokens
    }

    public func getAllUpstreamTokens(session: String) async throws(StorageError) -> [UpstreamRow] {
        try Arguments(of: .getAllUpstreamTokens).require(session)
        let start = keys.upstreamRows(of: session)
        let rows = try await members(
            of: keys.upstreamIndex(session), named: "upstream:idx", under: start, in: .getAllUpstreamTokens)
        return rows.map { key, tokens in
            UpstreamRow(provider: String(decoding: key.dropFirst(start.count), as: UTF8.self), tokens: tokens)
        }
    }

    public func getLatestUpstreamTokens(
        user: String, provider: String
    ) async throws(StorageError) -> UpstreamTokens {
        try Arguments(of: .getLatestUpstreamTokens).require(user, provider)
        let rows = try await members(
            of: keys.upstreamIndex(ofUser: user), named: "user:upstream", under: keys.prefix(of: "upstream:"),
            in: .getLatestUpstreamTokens)
        let own = rows.compactMap(\.tokens).filter { $0.belongs(to: user, at: provider) }
        guard let latest = UpstreamTokens.latest(of: own) else {
            throw StorageError(.notFound, in: .getLatestUpstreamTokens)
        }
        return latest
    }

    /// The rows that an index names, in the order of their keys. Members that are gone are nobody's business; others
    /// that cannot be read are skipped with a warning.
    private func members(
        of index: [UInt8], named name: String, under start: [UInt8], in operation: StorageOperation
    ) async throws(StorageError) -> [(key: [UInt8], tokens: UpstreamTokens?)] {
        let all = try await memberKeys(of: index, in: operation)
        let own = all.filter { $0.starts(with: start) }.sorted { $0.lexicographicallyPrecedes($1) }
        warn(of: all.count - own.count, .foreignMembers, in: name, operation)
        let values = try await rows(of: own, in: operation)
        let readable = zip(own, values).compactMap { key, value in
            Self.reading(of: value, codec).map { (key: key, tokens: $0) }
        }
        let present = values.count { $0 != .null }
        warn(of: present - readable.count, .malformedRows, in: name, operation)
        return readable
    }

    /// Nil for what is no row, nil inside for a tombstone.
    private static func reading(of value: RedisReply, _ codec: RecordCodec) -> UpstreamTokens?? {
        guard case .string(let bytes) = value else { return nil }
        guard bytes != UpstreamTokensRecord.tombstone else { return .some(nil) }
        return codec.record(UpstreamTokensRecord.self, from: bytes).map { .some($0.tokens) }
    }

    func warn(
        of count: Int, _ reason: StorageWarning.Reason, in index: String, _ operation: StorageOperation
    ) {
        guard count > 0 else { return }
        warn(
            StorageWarning(
                operation: operation, reason: reason, index: index, expectedPrefix: keys.prefix.text, count: count))
    }
}

/// Indexes.
extension RedisAuthorizationStore {
    func memberKeys(of index: [UInt8], in operation: StorageOperation) async throws(StorageError) -> [[UInt8]] {
        Self.texts(try await ask(RedisCommand("SMEMBERS", [index]), in: operation))
    }

    /// The values of some keys, which are all ours; nothing is asked for none.
    func rows(of rowKeys: [[UInt8]], in operation: StorageOperation) async throws(StorageError) -> [RedisReply] {
        guard !rowKeys.isEmpty else { return [] }
        let reply = try await ask(RedisCommand("MGET", rowKeys), in: operation)
        guard case .array(let values) = reply, values.count == rowKeys.count else {
            throw StorageError(.malformed, in: operation)
        }
        return values
    }

    static func texts(_ reply: RedisReply) -> [[UInt8]] {
        guard case .array(let parts) = reply else { return [] }
        return parts.compactMap { if case .string(let bytes) = $0 { bytes } else { nil } }
    }
}
