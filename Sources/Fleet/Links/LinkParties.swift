import Doubles
import History
import Scenario

/// Who stands on one side of a link fault: servers by the names of their listeners, and all by where they connect from.
struct LinkParties: Equatable {
    var nodes: Set<NodeID> = []
    var sentinels: Set<UInt8> = []
    var operators: Set<Int> = []
    /// Those included that join later: the kernel's address of each is known beforehand.
    var replicas: Set<ReplicaID> = []

    var listeners: Set<String> {
        Set(nodes.map { "\($0)" }).union(sentinels.map { SentinelNode.name($0) })
    }

    var sources: Set<SourceAddress> {
        Set(nodes.map { LinkSources.node($0) }).union(sentinels.map { LinkSources.sentinel($0) })
            .union(operators.map { LinkSources.operator($0) }).union(replicas.map { LinkSources.replica($0) })
    }

    var hasServers: Bool { !nodes.isEmpty || !sentinels.isEmpty }

    /// What is left without the others.
    func subtracting(_ others: LinkParties) -> LinkParties {
        LinkParties(
            nodes: nodes.subtracting(others.nodes), sentinels: sentinels.subtracting(others.sentinels),
            operators: operators.subtracting(others.operators), replicas: replicas.subtracting(others.replicas))
    }
}

/// Who takes part in a run at the moment when a link fault begins, and who is meant by roles and draws.
struct LinkCast {
    /// All that are, or will be.
    var everybody: LinkParties
    /// The server of a role or a name; nil for none.
    var node: (RedisNode) -> NodeID?
    /// Draws replicas, but none of these.
    var draw: (Pick, _ besides: Set<ReplicaID>) -> Set<ReplicaID>

    /// Resolves both sides. The second one is without what the first one has.
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
        case .redis(let which): if let node = node(which) { side.nodes.insert(node) }
        case .everyRedis: side.nodes.formUnion(everybody.nodes)
        case .sentinel(let name):
            side.sentinels.formUnion(everybody.sentinels.filter { SentinelNode.name($0) == name })
        case .everySentinel: side.sentinels.formUnion(everybody.sentinels)
        case .operator(let number): side.operators.insert(number.rawValue)
        case .fleet: side.replicas.formUnion(everybody.replicas)
        case .replicas(let pick): side.replicas.formUnion(draw(pick, side.replicas.union(others.replicas)))
        case .rest: side = everybody
        }
    }
}

extension Run {
    /// Who takes part when the step starts: roles by who has them now, draws by seed.
    var linkCast: LinkCast {
        LinkCast(
            everybody: LinkParties(
                nodes: Set(redis.nodes.map(\.id)), sentinels: Set(redis.sentinels.map(\.number)),
                operators: Set(operators.map(\.number)),
                replicas: Set((0..<plan.largestFleet).map { ReplicaID(UInt32($0 + 1)) })),
            node: { [unowned self] in node($0)?.id },
            draw: { [unowned self] pick, taken in Set(select(pick, besides: taken).map(\.id)) })
    }
}
