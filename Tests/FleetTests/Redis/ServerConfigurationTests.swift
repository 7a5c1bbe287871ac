import RedisFixture
import Scenario
import Testing

@testable import Fleet

@Suite struct ServerConfigurationTests {
    private static func plan(_ redis: String) throws -> RedisPlan { try somePlan(redis: redis).redis }

    private static func node(
        _ redis: String, replication: RedisUser? = nil, source: String? = nil
    ) throws -> [String] {
        RedisServerConfiguration(
            port: 7001, directory: "/data", aclFile: "/redis-1.acl", plan: try plan(redis), clients: 99,
            replication: replication, source: source
        ).text.split(separator: "\n").map(String.init)
    }

    @Test func `a server listens on the loopback alone, with users from its file and as many clients as are needed`()
        throws
    {
        let lines = try Self.node("{}")
        for line in ["port 7001", "bind 127.0.0.1", "aclfile /redis-1.acl", "dir /data", "maxclients 99"] {
            #expect(lines.contains(line))
        }
        #expect(!lines.contains { $0.hasPrefix("masteruser") || $0.hasPrefix("bind-source-addr") })
    }

    @Test(arguments: [
        ("none", "save \"\"", "appendonly no"), ("aof", "save \"\"", "appendonly yes"),
        ("rdb", "save \"1 1\"", "appendonly no"),
    ])
    func `persistence is what the scenario says`(_ kind: String, _ save: String, _ append: String) throws {
        let lines = try Self.node("{ persistence: \(kind) }")
        #expect(lines.contains(save) && lines.contains(append))
    }

    @Test func `a replica gets in as a user of its own, from an address of its own, and primaries need their replicas`()
        throws
    {
        let user = RedisUser.random("replication")
        let lines = try Self.node(
            "{ topology: replicated, replicas: 2, min-replicas-to-write: 2 }", replication: user, source: "127.3.0.1")
        for line in [
            "masteruser replication", "masterauth \(user.passwordText)", "min-replicas-to-write 2",
            "bind-source-addr 127.3.0.1",
        ] { #expect(lines.contains(line)) }
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
    func `a majority of Sentinels has to agree`(_ sentinels: Int, _ quorum: Int) throws {
        let lines = try Self.sentinel(of: sentinels)
        #expect(lines.contains("sentinel monitor keyquake 127.0.0.1 7001 \(quorum)"))
    }

    @Test func `a Sentinel takes its times from the scenario, and gets in everywhere with a password`() throws {
        let lines = try Self.sentinel(of: 3)
        for line in [
            "sentinel down-after-milliseconds keyquake 700", "sentinel failover-timeout keyquake 2000",
            "sentinel parallel-syncs keyquake 2", "sentinel auth-user keyquake sentinel", "bind 127.0.0.1",
            "sentinel sentinel-user sentinel", "aclfile /sentinel-1.acl", "bind-source-addr 127.4.0.1",
        ] { #expect(lines.contains(line), "\(line)") }
        #expect(lines.count { $0.hasPrefix("sentinel auth-pass keyquake ") } == 1)
        #expect(lines.count { $0.hasPrefix("sentinel sentinel-pass ") } == 1)
    }

    @Test(arguments: [(500, 125), (200, 50), (10, 20), (1_000, 250), (30_000, 1_000)] as [(UInt64, UInt64)])
    func `a Sentinel pings several times before it finds somebody dead`(_ downAfter: UInt64, _ period: UInt64) {
        #expect(SentinelNode.pingPeriod(downAfter: downAfter * 1_000_000) == period)
    }

    private static func sentinel(of count: Int) throws -> [String] {
        let user = RedisUser.random("sentinel")
        let plan = try plan(
            "{ topology: sentinel, replicas: 2, sentinels: \(count), down-after: 700ms, failover-timeout: 2s }")
        return SentinelConfiguration(
            port: 7101, directory: "/data", aclFile: "/sentinel-1.acl", plan: plan, primaryPort: 7001, atNodes: user,
            amongSentinels: user, source: "127.4.0.1"
        ).text.split(separator: "\n").map(String.init)
    }
}

/// A scenario that differs in what it says of Redis, of repair and of steps.
func somePlan(redis: String = "{}", repair: String = "replicas", steps: String = "[]") throws -> Plan {
    let text = """
        scenario: some
        about: Written by a test.
        seed: 5
        fleet: { replicas: 4, admin-key: { repair: \(repair) } }
        redis: \(redis)
        steps: \(steps)
        expect: { resurrections: "== 0" }
        """
    switch parseScenario(text: text, file: "some.yaml") {
    case .success(let plan): return plan
    case .failure(let errors): throw FixtureError("\(errors)")
    }
}
