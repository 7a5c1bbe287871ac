import Credentials
import Scenario

extension RotateEnvironmentKey: KeyChange {
    var draws: Int { 1 }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        guard let next = fresh.first else { return false }
        let additional = orders.additional.left(at: now)
        guard let previous = orders.primary else {
            guard new == .first else { return false }
            orders.primary = next
            return true
        }
        guard new == .fresh else { return false }
        let named = predecessor == .previous ? previous : additional.active.first ?? additional.expiring.last?.key
        guard let named else { return false }
        orders = KeyOrders(
            primary: next, grace: grace.notice(for: named, at: now),
            additional: additional.left(at: now, without: [named]))
        return true
    }
}

extension PromoteAdditional: KeyChange {
    var draws: Int { 0 }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        let additional = orders.additional.left(at: now)
        let key = which == .active ? additional.active.first : additional.expiring.last?.key
        guard let key, let previous = orders.primary else { return false }
        orders = KeyOrders(
            primary: key, grace: grace.notice(for: previous, at: now),
            additional: additional.left(at: now, without: [key]))
        return true
    }
}

extension RotateBack: KeyChange {
    var draws: Int { 0 }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        let key = which == .predecessor ? known.livingPredecessor(at: now) : known.revoked(at: now)
        guard let key, let previous = orders.primary else { return false }
        orders = KeyOrders(
            primary: key, grace: grace.notice(for: previous, at: now), additional: orders.additional.left(at: now))
        return true
    }
}

extension StaleNotice: KeyChange {
    var draws: Int { 1 }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        guard let next = fresh.first, orders.grace != nil, orders.primary != nil else { return false }
        orders.primary = next
        orders.additional = orders.additional.left(at: now)
        return true
    }
}

extension SelfRotation: KeyChange {
    var draws: Int { swaps ? 1 : 0 }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        guard let primary = orders.primary, let named = swaps ? fresh.first : primary else { return false }
        orders = KeyOrders(
            primary: named, grace: GraceNotice(key: named, end: now.end(after: grace)),
            additional: orders.additional.left(at: now))
        return true
    }
}
