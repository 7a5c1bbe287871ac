import Credentials

/// One more additional key, and all others as they are.
struct OneMoreKey: KeyChange {
    var draws: Int { 1 }

    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool {
        guard let key = fresh.first, orders.primary != nil else { return false }
        let listed = orders.additional.left(at: now)
        orders.additional = AdditionalKeys(
            listed.active.map { ($0, nil) } + [(key, nil)] + listed.expiring.map { ($0.key, $0.end) })
        return true
    }
}
