/// Reads `redis`.
enum RedisSection {
    /// What only a Redis with replicas has.
    private static let replicatedKeys = ["replicas", "min-replicas-to-write"]
    private static let sentinelKeys = ["sentinels", "down-after", "failover-timeout"]

    static func read(_ node: SourceNode?, log: FindingLog) -> RedisPlan {
        var plan = RedisPlan()
        let keys = ["topology"] + replicatedKeys + sentinelKeys + ["persistence"]
        guard let node, let fields = Fields(node, of: "redis", keys: keys, log: log) else { return plan }
        plan.persistence = fields.choice("persistence", of: RedisPlan.Persistence.self) ?? plan.persistence
        guard let topology = topology(fields) else { return plan }
        guard topology != .standalone else {
            reportMisplaced(replicatedKeys + sentinelKeys, in: fields)
            return plan
        }
        plan.topology = topology
        readReplicated(fields, into: &plan)
        return plan
    }

    private static func topology(_ fields: Fields) -> RedisPlan.Topology? {
        guard fields.value("topology") != nil else { return .standalone }
        guard let topology = fields.choice("topology", of: RedisPlan.Topology.self) else { return nil }
        if NotYet.topologies.contains(topology) {
            let message = NotYet.message("the topology \(topology.rawValue)")
            fields.log.report(message, at: fields.position(of: "topology"))
        }
        return topology
    }

    private static func reportMisplaced(_ keys: [String], in fields: Fields) {
        for key in keys where fields.value(key) != nil {
            fields.log.report(
                "\(key) says nothing about a standalone Redis: it has no replicas and no Sentinels",
                at: fields.position(of: key))
        }
    }

    private static func readReplicated(_ fields: Fields, into plan: inout RedisPlan) {
        plan.replicas = fields.integer("replicas", in: 1...Limits.redisReplicas) ?? 2
        plan.minReplicasToWrite = fields.integer("min-replicas-to-write", in: 0...plan.replicas) ?? 0
        guard plan.topology == .sentinel else { return reportMisplaced(sentinelKeys, in: fields) }
        plan.sentinels = fields.integer("sentinels", in: 1...Limits.sentinels) ?? 3
        plan.downAfter = fields.duration("down-after") ?? plan.downAfter
        plan.failoverTimeout = fields.duration("failover-timeout") ?? plan.failoverTimeout
    }
}
