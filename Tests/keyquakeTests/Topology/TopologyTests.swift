import History
import RedisFixture
import RedisLink
import Testing

/// Every topology comes up by itself, with link proxies and without, and is ready when it says so.
struct TopologyTests {
    @Test(
        arguments: [
            ("{ topology: replicated, replicas: 2 }", 3, 0),
            ("{ topology: sentinel, replicas: 2, sentinels: 3 }", 3, 3),
        ], [false, true])
    func `a topology is complete before the first step, and the coordinator is at every server`(
        _ topology: (redis: String, nodes: Int, sentinels: Int), _ hasProxies: Bool
    ) throws {
        var scenario = ScenarioText(name: "topology", replicas: 1, redis: topology.redis, steps: [])
        if hasProxies {
            scenario.steps.append("{ at: 10m, delay-link: { between: [fleet, redis], by: 1ms, for: 1s } }")
        }
        scenario.steps.append("{ at: 10m, rotate-admin-key: {} }")
        let run = try KeyquakeRun.start(scenario: scenario)
        try run.waitUntilFleetIsReady()

        #expect(run.tree.servers.count == topology.nodes + topology.sentinels)
        #expect(run.tree.children.count { $0.name == "kq-links" } == (hasProxies ? 1 : 0))
        let nodes = try (1...topology.nodes).map { try EmbeddedSlot(of: run, on: "redis-\($0)") }
        try expectReplication(nodes, throughProxies: hasProxies)
        for number in 1...max(1, topology.sentinels) where topology.sentinels > 0 {
            let sentinel = try EmbeddedSlot(of: run, on: "sentinel-\(number)")
            #expect(try sentinel.ask("SENTINEL", "CKQUORUM", "keyquake").text.hasPrefix("OK 3 usable"))
            let known = try sentinel.ask("SENTINEL", "REPLICAS", "keyquake").text.split(separator: " ")
            let flags = zip(known, known.dropFirst()).filter { $0.0 == "flags" }.map(\.1)
            #expect(flags == Array(repeating: "slave", count: topology.nodes - 1))
        }
        #expect(try run.directory.reigns.first == NodeID(1))
        run.child.signal(2)
        _ = try run.exitCode()
        #expect(try run.directory.findings.violations == [])
    }

    /// The first is primary, all others have its data, and each is known at the address that the others are to use.
    private func expectReplication(_ nodes: [EmbeddedSlot], throughProxies hasProxies: Bool) throws {
        let info = try nodes[0].ask("INFO", "replication").text
        #expect(info.contains("role:master") && info.contains("connected_slaves:\(nodes.count - 1)"))
        let ports = info.split(separator: "\r\n").filter { $0.hasPrefix("slave") }.compactMap { line in
            line.split(separator: ",").first { $0.hasPrefix("port=") }.flatMap { Int($0.dropFirst(5)) }
        }
        let own = Set(nodes.dropFirst().map(\.port))
        #expect(ports.count == own.count && (hasProxies ? own.isDisjoint(with: ports) : own == Set(ports)))
        let fields = try nodes[0].fields()
        for node in nodes.dropFirst() {
            #expect(try node.ask("INFO", "replication").text.contains("master_link_status:up"))
            try waitUntil("the slot has arrived at every node") { try node.fields() == fields }
        }
    }
}

extension RedisReply {
    /// Everything that stands in it, one behind the other.
    var text: String {
        switch self {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let number): "\(number)"
        case .array(let parts): parts.map(\.text).joined(separator: " ")
        case .null: ""
        case .error(let error): error.message
        }
    }
}
