import Credentials
import Scenario

extension SetAdditionalKeys: KeyChange {
    var draws: Int { active + (ending?.count ?? 0) }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        guard let primary = orders.primary else { return false }
        let listed = orders.additional.left(at: now)
        let choice = choose(listed.active, listed.expiring.map(\.key), fresh)
        guard choice.active.count == active, choice.ending.count == ending?.count ?? 0 else { return false }
        let end = ending.map { now.end(after: $0.after) }
        var entries: [(key: Key, end: WallTime?)] = choice.active.map { ($0, nil) } + choice.ending.map { ($0, end) }
        if let also {
            guard let stray = also == .primary ? primary : known.livingPredecessor(at: now) else { return false }
            entries.append((stray, alsoAfter.map { now.end(after: $0) }))
        }
        orders.additional = AdditionalKeys(entries)
        return true
    }

    /// Whom each list takes: its own keys first, then the other's, then new ones.
    private func choose<Key: Hashable>(
        _ lasting: [Key], _ passing: [Key], _ fresh: [Key]
    ) -> (active: [Key], ending: [Key]) {
        let kept = Array((lasting + passing + fresh).prefix(active))
        let taken = Set(kept)
        let rest = (passing + lasting + fresh).filter { !taken.contains($0) }
        return (kept, Array(rest.prefix(ending?.count ?? 0)))
    }
}

/// The first document of an environment, about the keys of one kind.
struct Arrival: KeyChange {
    var additional: Int
    /// How long a predecessor that nobody has seen lives.
    var predecessor: UInt64?
    var ending: EndingAdditionalKeys?

    var draws: Int { 1 + additional + (predecessor == nil ? 0 : 1) + (ending?.count ?? 0) }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        guard fresh.count >= draws else { return false }
        var rest = fresh.dropFirst()
        let active = Array(rest.prefix(additional))
        rest = rest.dropFirst(additional)
        let grace = predecessor.flatMap { lasts in
            rest.popFirst().map { GraceNotice(key: $0, end: now.end(after: lasts)) }
        }
        let passing = rest.prefix(ending?.count ?? 0)
        let end = ending.map { now.end(after: $0.after) }
        orders = KeyOrders(
            primary: fresh.first, grace: grace,
            additional: AdditionalKeys(active.map { ($0, nil) } + passing.map { ($0, end) }))
        return true
    }
}
