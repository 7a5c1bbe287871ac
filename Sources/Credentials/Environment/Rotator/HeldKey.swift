/// A key and what the last drain reported of it. The difference to what holds now is the next drain's net effect, so
/// nothing has to be queued and coalesced.
struct HeldKey<Key: EnvironmentKey>: Equatable, Sendable {
    let key: Key
    /// Reported as accepted.
    var isMapped = false
    /// Reported as one that acts for the environment: the primary, or one that was it a grace ago.
    var isActing = false
}

/// Held keys in the order of their ends; equal ends in the order in which they came.
struct EndingKeys<Key: EnvironmentKey>: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var held: HeldKey<Key>
        let end: WallTime
    }

    private(set) var entries: [Entry] = []

    var firstEnd: WallTime? { entries.first?.end }
    var keys: [EndingKey<Key>] { entries.map { EndingKey(key: $0.held.key, end: $0.end) } }

    func index(of key: Key) -> Int? { entries.firstIndex { $0.held.key == key } }

    func end(of key: Key) -> WallTime? { index(of: key).map { entries[$0].end } }

    mutating func insert(_ held: HeldKey<Key>, end: WallTime) {
        let place = (entries.lastIndex { $0.end <= end }).map { $0 + 1 } ?? 0
        entries.insert(Entry(held: held, end: end), at: place)
    }

    mutating func take(_ key: Key) -> HeldKey<Key>? { index(of: key).map { entries.remove(at: $0).held } }

    /// Takes out what has ended by `now`: what was reported departs, and each is told.
    mutating func letGoOfEnded(
        at now: WallTime, _ departed: inout [HeldKey<Key>], _ notices: inout [CredentialNotice]
    ) {
        guard let first = entries.first, now > first.end else { return }
        let count = entries.firstIndex { now <= $0.end } ?? entries.count
        notices.reserveCapacity(notices.count + count)
        departed.reserveCapacity(departed.count + count)
        for index in 0..<count {
            let held = entries[index].held
            if held.isMapped { departed.append(held) }
            notices.append(CredentialNotice(held.key.credential, .ended))
        }
        entries.removeFirst(count)
    }

    /// Lends each held key, first to last.
    mutating func forEach(_ body: (inout HeldKey<Key>) -> Void) {
        for index in entries.indices { body(&entries[index].held) }
    }
}
