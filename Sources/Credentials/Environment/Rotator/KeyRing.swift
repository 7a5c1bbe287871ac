/// The keys of one kind: a primary, additional ones, additional ones that end, and predecessors in their grace.
///
/// A key is in one of these places at most, because whoever puts it somewhere first takes it out of wherever it was
/// (``take(_:)``). Every operation begins by letting go of what has ended by its own time: what it does then never
/// depends on when the last drain was.
struct KeyRing<Key: EnvironmentKey>: Equatable, Sendable {
    var primary: HeldKey<Key>?
    var additional: [HeldKey<Key>] = []
    var expiring = EndingKeys<Key>()
    var deprecated = EndingKeys<Key>()
    /// Reported as accepted, and no longer held; in the order in which they left.
    var departed: [HeldKey<Key>] = []

    init() {}

    /// Holds these, and counts them as reported.
    init(primary key: Key?, additional: AdditionalKeys<Key>, at now: WallTime) {
        primary = key.map { HeldKey(key: $0) }
        var ignored = CredentialChanges()
        var (starts, stops): ([Key], [Key]) = ([], [])
        setAdditional(additional, at: now, &ignored.notices)
        drain(at: now, into: &ignored, starts: &starts, stops: &stops)
    }

    var nextEnd: WallTime? {
        guard let first = expiring.firstEnd, let other = deprecated.firstEnd else {
            return expiring.firstEnd ?? deprecated.firstEnd
        }
        return min(first, other)
    }

    func accepts(_ key: Key) -> Bool {
        primary?.key == key || isAdditional(key) || expiring.index(of: key) != nil || deprecated.index(of: key) != nil
    }

    func isAdditional(_ key: Key) -> Bool { additional.contains { $0.key == key } }

    /// Takes a key out of wherever it is; one that just left comes back as what it was reported to be; any other is new.
    mutating func take(_ key: Key) -> HeldKey<Key> {
        if let held = takeAdditional(key) ?? deprecated.take(key) { return held }
        if let index = departed.firstIndex(where: { $0.key == key }) { return departed.remove(at: index) }
        return HeldKey(key: key)
    }

    mutating func takeAdditional(_ key: Key) -> HeldKey<Key>? {
        if let index = additional.firstIndex(where: { $0.key == key }) { return additional.remove(at: index) }
        return expiring.take(key)
    }

    /// A key that no drain reported leaves no trace.
    mutating func letGo(_ held: HeldKey<Key>) {
        if held.isMapped { departed.append(held) }
    }

    mutating func letGoOfEnded(at now: WallTime, _ notices: inout [CredentialNotice]) {
        deprecated.letGoOfEnded(at: now, &departed, &notices)
        expiring.letGoOfEnded(at: now, &departed, &notices)
    }
}
