/// Reads the parameters of one step against the fleet and the Redis that it will meet.
struct StepReader {
    let fields: Fields
    let fleet: FleetPlan
    let redis: RedisPlan
    let registrations: RegistrationsPlan?
    /// The sections that the scenario has, by name.
    let sections: Set<String>

    var log: FindingLog { fields.log }

    /// `pick: 5`, `pick: 10%`, `pick: [1, 7, r12]`.
    func requiredPick() -> Pick? {
        fields.required("pick").flatMap { $0.pick(log: log) }
    }

    /// `node: primary`, which is also what is meant when no node is named.
    func node() -> RedisNode? {
        guard let value = fields.value("node") else { return .primary }
        guard let name = value.text(of: "node", log: log) else { return nil }
        guard redis.nodeNames.contains(name) else {
            let nearest = Spelling.nearest(to: name, in: redis.nodeNames)
            let known = redis.nodeNames.joined(separator: ", ")
            log.report(
                "a \(redis.topology.rawValue) topology has no node '\(name)', only \(known)", at: value.position,
                suggestion: nearest)
            return nil
        }
        return RedisNode(name: name)
    }
}

extension RedisPlan {
    /// The words that a step may use for a node of this topology.
    package var nodeNames: [String] { topology == .standalone ? ["primary"] : ["primary", "replica"] + serverNames }

    /// Every Redis server; the first is the first primary.
    package var serverNames: [String] { (0...replicas).map { "redis-\($0 + 1)" } }

    package var sentinelNames: [String] { (0..<sentinels).map { "sentinel-\($0 + 1)" } }
}

extension RedisNode {
    init(name: String) {
        switch name {
        case "primary": self = .primary
        case "replica": self = .replica
        default: self = .named(name)
        }
    }
}
