import Credentials

/// Upstream tokens by session and provider, by session, and by user.
struct UpstreamTable {
    private struct Row {
        let session: String
        let provider: String
        let tokens: UpstreamTokens?
    }

    private var rows = ExpiringTable<Row>()
    private var sessions = KeyIndex()
    private var users = KeyIndex()

    var count: Int { rows.count }
    var memberCounts: [Int] { [sessions.memberCount, users.memberCount] }

    mutating func set(session: String, provider: String, to tokens: UpstreamTokens?, at now: WallTime) {
        let key = ByteKey(session, provider)
        remove(key, at: now)
        let row = Row(session: session, provider: provider, tokens: tokens?.inWholeSeconds)
        rows.set(key, to: row, end: Lifetime.upstream(tokens, at: now).end(from: now))
        sessions.add(key, to: ByteKey(session))
        if let user = Self.user(of: row) { users.add(key, to: user) }
    }

    /// Nil when there is no row; a row without tokens is a tombstone.
    func row(session: String, provider: String, at now: WallTime) -> UpstreamRow? {
        rows.value(of: ByteKey(session, provider), at: now).map(Self.shown)
    }

    func rows(ofSession session: String, at now: WallTime) -> [UpstreamRow] {
        sessions[ByteKey(session)].sorted().compactMap { rows.value(of: $0, at: now).map(Self.shown) }
            .sorted { ByteKey($0.provider) < ByteKey($1.provider) }
    }

    func tokens(ofUser user: String, at provider: String, now: WallTime) -> [UpstreamTokens] {
        users[ByteKey(user)].compactMap { rows.value(of: $0, at: now)?.tokens }.filter {
            $0.belongs(to: user, at: provider)
        }
    }

    mutating func remove(session: String, provider: String, at now: WallTime) {
        remove(ByteKey(session, provider), at: now)
    }

    /// How many rows there were.
    mutating func remove(session: String, at now: WallTime) -> Int {
        sessions[ByteKey(session)].reduce(0) { $0 + (remove($1, at: now) ? 1 : 0) }
    }

    mutating func remove(user: String, at now: WallTime) {
        for key in users[ByteKey(user)] { remove(key, at: now) }
    }

    mutating func sweep(at now: WallTime) {
        for (key, row) in rows.sweep(at: now) { unindex(key, row) }
    }

    /// A row past its end counts as none, and leaves the indexes all the same.
    @discardableResult private mutating func remove(_ key: ByteKey, at now: WallTime) -> Bool {
        guard let taken = rows.take(key, at: now) else { return false }
        unindex(key, taken.value)
        return taken.isAlive
    }

    private mutating func unindex(_ key: ByteKey, _ row: Row) {
        sessions.remove(key, from: ByteKey(row.session))
        if let user = Self.user(of: row) { users.remove(key, from: user) }
    }

    private static func user(of row: Row) -> ByteKey? {
        guard let user = row.tokens?.userID, !user.utf8.isEmpty else { return nil }
        return ByteKey(user)
    }

    private static func shown(_ row: Row) -> UpstreamRow { UpstreamRow(provider: row.provider, tokens: row.tokens) }
}
