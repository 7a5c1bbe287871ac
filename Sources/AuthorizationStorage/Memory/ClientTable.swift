import Credentials

/// The clients in memory: bounded, in the order in which they were last proven used.
struct ClientTable {
    private struct Entry {
        var client: RegisteredClient
        var registeredAt: WallTime
        var end: WallTime?
        /// The larger, the later it was proven used.
        var turn: UInt64

        func isAlive(at now: WallTime) -> Bool { end.map { $0 > now } ?? true }
    }

    /// 0 for no limit.
    let limit: Int
    let graceSeconds: Int64
    private var entries: [ByteKey: Entry] = [:]
    private var turns: UInt64 = 0

    init(limit: Int, graceSeconds: Int64) {
        self.limit = limit
        self.graceSeconds = graceSeconds
    }

    var count: Int { entries.count }

    func client(_ id: String, at now: WallTime) -> RegisteredClient? {
        guard let entry = entries[ByteKey(id)], entry.isAlive(at: now) else { return nil }
        return entry.client
    }

    /// False when it is full and nobody may be evicted: then nothing has changed.
    mutating func register(_ client: RegisteredClient, at now: WallTime) -> Bool {
        let key = ByteKey(client.id)
        guard hasRoom(for: key, at: now) else { return false }
        var end = Lifetime.client(client).end(from: now)
        if let old = entries[key], old.isAlive(at: now), let oldEnd = old.end, let new = end { end = max(oldEnd, new) }
        entries[key] = Entry(client: client, registeredAt: now, end: end, turn: nextTurn())
        return true
    }

    /// Gives a client that can end its full life again, and the last place in the order.
    mutating func renew(_ id: String, at now: WallTime) {
        let key = ByteKey(id)
        guard let entry = entries[key], entry.isAlive(at: now), let end = entry.end else { return }
        let turn = nextTurn()
        entries[key]?.end = max(end, now.advanced(bySeconds: Lifetime.clientSeconds))
        entries[key]?.turn = turn
    }

    /// A client that can end lives at least until then: a session needs it. Nil is never.
    mutating func keep(_ id: String, until sessionEnd: WallTime?, at now: WallTime) {
        let key = ByteKey(id)
        guard let entry = entries[key], entry.isAlive(at: now), let end = entry.end else { return }
        let longer = sessionEnd.map { max(end, $0) }
        entries[key]?.end = longer
    }

    mutating func sweep(at now: WallTime) { entries = entries.filter { $0.value.isAlive(at: now) } }

    private mutating func nextTurn() -> UInt64 {
        turns += 1
        return turns
    }

    private mutating func hasRoom(for key: ByteKey, at now: WallTime) -> Bool {
        guard limit > 0, entries[key] == nil, entries.count >= limit else { return true }
        sweep(at: now)
        guard entries.count >= limit else { return true }
        guard let victim = victim(at: now) else { return false }
        entries[victim] = nil
        return true
    }

    /// The one that was least recently proven used, of those that came by dynamic registration and are not so young
    /// that a flood of registrations could push them out.
    private func victim(at now: WallTime) -> ByteKey? {
        let youngest = now.advanced(bySeconds: -graceSeconds)
        let evictable = entries.filter { $0.value.client.isDCRIssued && $0.value.registeredAt < youngest }
        return evictable.min { $0.value.turn < $1.value.turn }?.key
    }
}
