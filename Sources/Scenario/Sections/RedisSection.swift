/// Reads `redis`.
struct RedisSection {
    private(set) var plan = RedisPlan()
    /// Where the topology stands, when one is given.
    private(set) var position: Position?

    /// What only a Redis with replicas has.
    private static let replicatedKeys = ["replicas", "min-replicas-to-write"]
    private static let sentinelKeys = ["sentinels", "down-after", "failover-timeout"]

    init(_ node: SourceNode?, log: FindingLog) {
        let keys = ["topology"] + Self.replicatedKeys + Self.sentinelKeys + ["persistence"]
        guard let node, let fields = Fields(node, of: "redis", keys: keys, log: log) else { return }
        position = fields.value("topology")?.position
        plan.persistence = fields.choice("persistence", of: RedisPlan.Persistence.self) ?? plan.persistence
        guard let topology = Self.topology(fields) else {
            allowEverything()
            return
        }
        plan.topology = topology
        switch topology {
        case .standalone:
            reportMisplaced(Self.replicatedKeys + Self.sentinelKeys, "no replicas and no Sentinels", in: fields)
        case .replicated:
            readReplicas(fields)
            reportMisplaced(Self.sentinelKeys, "no Sentinels", in: fields)
        case .sentinel:
            readReplicas(fields)
            readSentinels(fields)
        }
    }

    /// Nil after a finding.
    private static func topology(_ fields: Fields) -> RedisPlan.Topology? {
        guard fields.value("topology") != nil else { return .standalone }
        return fields.choice("topology", of: RedisPlan.Topology.self)
    }

    /// An unknown topology counts as the one that can do most, so that no step is blamed for it.
    private mutating func allowEverything() {
        plan.topology = .sentinel
        plan.replicas = Limits.redisReplicas
        plan.sentinels = Limits.sentinels
    }

    private func reportMisplaced(_ keys: [String], _ lack: String, in fields: Fields) {
        for key in keys where fields.value(key) != nil {
            fields.log.report(
                "\(key) says nothing about a \(plan.topology.rawValue) Redis: it has \(lack)",
                at: fields.position(of: key))
        }
    }

    private mutating func readReplicas(_ fields: Fields) {
        plan.replicas = fields.number("replicas", atMost: Limits.redisReplicas, default: 2)
        plan.minReplicasToWrite = fields.integer("min-replicas-to-write", in: 0...plan.replicas) ?? 0
    }

    private mutating func readSentinels(_ fields: Fields) {
        plan.sentinels = fields.number("sentinels", atMost: Limits.sentinels, default: 3)
        plan.downAfter = fields.period("down-after", atLeast: Limits.downAfter) ?? plan.downAfter
        plan.failoverTimeout =
            fields.period("failover-timeout", atLeast: Limits.failoverTimeout) ?? plan.failoverTimeout
    }
}

extension Fields {
    /// A number of servers; one that cannot be read counts as the most, so that no step is blamed for it.
    fileprivate func number(_ key: String, atMost most: Int, default fallback: Int) -> Int {
        value(key) == nil ? fallback : integer(key, in: 1...most) ?? most
    }
}
