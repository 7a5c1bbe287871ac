/// Both sides of a fault on links, judged before the run: whether there is something between them.
struct LinkSides {
    let first: [PlacedLinkItem]
    let second: [PlacedLinkItem]
    let redis: RedisPlan

    func check(at position: Position, log: FindingLog) {
        let near = Set(first.flatMap { parties(of: $0.item) })
        var far: Set<LinkItem> = []
        for placed in second {
            let left = parties(of: placed.item).filter { party in !near.contains { party.isAmong($0) } }
            if left.isEmpty {
                log.report("between: the first side leaves nothing of \(placed.item)", at: placed.position)
            }
            far.formUnion(left)
        }
        guard !far.isEmpty, !near.contains(where: { one in far.contains { isLink(one, $0) } }) else { return }
        log.report("between: nothing runs between \(Self.text(first)) and \(Self.text(second))", at: position)
    }

    private static func text(_ side: [PlacedLinkItem]) -> String {
        side.map(\.item.description).joined(separator: ", ")
    }

    /// What an item is made of, as far as that is known before the run. Where nobody can fail over, the primary is
    /// the first server.
    private func parties(of item: LinkItem) -> [LinkItem] {
        switch item {
        case .everyRedis: servers + roles
        case .redis(.primary) where redis.topology != .sentinel: [firstServer]
        case .everySentinel: sentinels
        case .rest: servers + roles + sentinels + OperatorNumber.allCases.map { .operator($0) } + [.fleet]
        default: [item]
        }
    }

    private var servers: [LinkItem] { redis.serverNames.map { .redis(.named($0)) } }
    private var roles: [LinkItem] { redis.replicas > 0 ? [.redis(.primary), .redis(.replica)] : [] }
    private var sentinels: [LinkItem] { redis.sentinelNames.map { .sentinel($0) } }
    private var firstServer: LinkItem { .redis(.named("redis-1")) }

    /// Clients speak to servers, servers to each other; where nobody can fail over, all of them to the first.
    private func isLink(_ one: LinkItem, _ other: LinkItem) -> Bool {
        guard one.isServer || other.isServer else { return false }
        return redis.topology == .sentinel || one == firstServer || other == firstServer
    }
}

extension LinkItem {
    fileprivate var isServer: Bool {
        switch self {
        case .redis, .everyRedis, .sentinel, .everySentinel: true
        default: false
        }
    }

    /// Whether nothing of this is left when the other is taken away, whatever is drawn; two lists with a common number
    /// contradict each other.
    fileprivate func isAmong(_ other: LinkItem) -> Bool {
        switch (self, other) {
        case (.replicas, .fleet), (.replicas, .replicas(.percent(100))), (.fleet, .replicas(.percent(100))): true
        case (.replicas(.replicas(let these)), .replicas(.replicas(let those))): !Set(these).isDisjoint(with: those)
        case (.replicas, .replicas): false
        default: self == other
        }
    }
}
