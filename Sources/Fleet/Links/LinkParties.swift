import Doubles
import History
import Scenario

/// Who stands on one side of a link fault: servers by the names of their listeners, and all by where they connect from.
struct LinkParties {
    var nodes: Set<NodeID> = []
    var sentinels: Set<UInt8> = []
    var operators: Set<Int> = []
    var members: [Member] = []

    var listeners: Set<String> {
        Set(nodes.map { "\($0)" }).union(sentinels.map { "sentinel-\($0)" })
    }

    var sources: Set<SourceAddress> {
        Set(nodes.map { LinkSources.node($0) }).union(sentinels.map { LinkSources.sentinel($0) })
            .union(operators.map { LinkSources.operator($0) }).union(members.map { LinkSources.replica($0.id) })
    }

    /// What is left without the others.
    func subtracting(_ others: LinkParties) -> LinkParties {
        let taken = Set(others.members.map(\.id))
        return LinkParties(
            nodes: nodes.subtracting(others.nodes), sentinels: sentinels.subtracting(others.sentinels),
            operators: operators.subtracting(others.operators), members: members.filter { !taken.contains($0.id) })
    }
}

extension Run {
    /// Resolves both sides when the step starts: roles by who has them now, draws by seed. The second side is without
    /// what the first one has.
    func parties(of ends: LinkEnds) -> (first: LinkParties, second: LinkParties) {
        let first = parties(of: ends.first, without: LinkParties())
        return (first, parties(of: ends.second, without: first))
    }

    private func parties(of items: [LinkItem], without others: LinkParties) -> LinkParties {
        var side = LinkParties()
        for item in items { add(item, to: &side, without: others) }
        return side.subtracting(others)
    }

    private func add(_ item: LinkItem, to side: inout LinkParties, without others: LinkParties) {
        switch item {
        case .redis(let which): if let node = node(which) { side.nodes.insert(node.id) }
        case .everyRedis: side.nodes.formUnion(redis.nodes.map(\.id))
        case .sentinel(let name): side.sentinels.formUnion(redis.sentinels.filter { $0.name == name }.map(\.number))
        case .everySentinel: side.sentinels.formUnion(redis.sentinels.map(\.number))
        case .operator(let number): side.operators.insert(number.rawValue)
        case .fleet: side.members += fleet.all
        case .replicas(let pick): side.members += select(pick, besides: side.members + others.members)
        case .rest:
            side = LinkParties(
                nodes: Set(redis.nodes.map(\.id)), sentinels: Set(redis.sentinels.map(\.number)),
                operators: Set(operators.map(\.number)), members: fleet.all)
        }
    }
}
