import Testing

@testable import Scenario

/// The steps and settings of a Redis with replicas and Sentinels: what is read, and what is refused where.
@Suite struct FailoverStepTests {
    static let replicated = "redis: { topology: replicated }"
    static let sentinel = "redis: { topology: sentinel }"

    @Test(arguments: [
        ("{ topology: replicated }", RedisPlan(topology: .replicated, replicas: 2)),
        ("{ topology: sentinel }", RedisPlan(topology: .sentinel, replicas: 2, sentinels: 3)),
        (
            "{ topology: replicated, replicas: 8, min-replicas-to-write: 8, persistence: rdb }",
            RedisPlan(topology: .replicated, replicas: 8, minReplicasToWrite: 8, persistence: .rdb)
        ),
        (
            "{ topology: sentinel, replicas: 1, sentinels: 9, down-after: 100ms, failover-timeout: 1ms }",
            RedisPlan(
                topology: .sentinel, replicas: 1, sentinels: 9, downAfter: 100_000_000, failoverTimeout: 1_000_000)
        ),
    ])
    func `a topology is read with its defaults`(redis: String, plan: RedisPlan) throws {
        #expect(try ScenarioText.plan(ScenarioText.with(more: ["redis: \(redis)"])).redis == plan)
    }

    @Test(arguments: [
        ("{ topology: replicated, replicas: 0 }", ["42: replicas is at least 1, not 0"]),
        ("{ topology: sentinel, replicas: 9 }", ["40: replicas is at most 8, not 9"]),
        ("{ topology: sentinel, sentinels: 0 }", ["41: sentinels is at least 1, not 0"]),
        ("{ topology: sentinel, sentinels: 10 }", ["41: sentinels is at most 9, not 10"]),
        ("{ topology: sentinel, down-after: 99ms }", ["42: down-after is at least 100ms, not 99ms"]),
        ("{ topology: sentinel, failover-timeout: 0s }", ["48: failover-timeout is at least 1ms, not 0s"]),
        ("{ topology: sentinel, failover-timeout: 2h }", ["48: failover-timeout is at most 1h, not 7200s"]),
        (
            "{ topology: sentinel, replicas: 1, min-replicas-to-write: 2 }",
            ["66: min-replicas-to-write is at most 1, not 2"]
        ),
        (
            "{ topology: replicated, sentinels: 3, down-after: 1s }",
            [
                "43: sentinels says nothing about a replicated Redis: it has no Sentinels",
                "58: down-after says nothing about a replicated Redis: it has no Sentinels",
            ]
        ),
        (
            "{ min-replicas-to-write: 1, failover-timeout: 1s }",
            [
                "33: min-replicas-to-write says nothing about a standalone Redis: it has no replicas and no Sentinels",
                "54: failover-timeout says nothing about a standalone Redis: it has no replicas and no Sentinels",
            ]
        ),
    ])
    func `a topology with a fault`(redis: String, lines: [String]) {
        let found = ScenarioText.findings(ScenarioText.with(more: ["redis: \(redis)"]))
        #expect(found == lines.map { "s.yaml:3:\($0)" })
    }

    @Test(arguments: ["topology: sentinl", "topology: sentinel, replicas: 80, sentinels: none"])
    func `no step is blamed for a topology that cannot be read`(redis: String) {
        let steps = [
            "{ at: 1s, failover: { confirm: 5 } }", "{ at: 2s, kill-sentinel: { name: sentinel-7 } }",
            "{ at: 3s, kill-redis: { node: redis-6 } }", "{ at: 4s, rotate-admin-key: { confirm: 8 } }",
            "{ at: 5s, partition: { between: [redis-7, sentinel-4], for: 1s } }",
        ]
        let found = ScenarioText.findings(ScenarioText.with(steps: steps, more: ["redis: { \(redis) }"]))
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.hasPrefix("s.yaml:3:") })
    }

    @Test(arguments: [
        ("rotate-admin-key: { confirm: 2 }", StepAction.rotateAdminKey(RotateAdminKey(confirm: 2))),
        ("rotate-admin-key: { confirm: all, by: 2 }", .rotateAdminKey(RotateAdminKey(confirm: 2, by: .second))),
        ("revoke-admin-key: { confirm: all, by: 1 }", .revokeAdminKey(RevokeAdminKey(confirm: 2))),
        ("end-grace: { confirm: 1, by: 2 }", .endGrace(EndGrace(confirm: 1, by: .second))),
        ("failover: {}", .failover(Failover(confirm: 3))),
        ("failover: { confirm: all }", .failover(Failover(confirm: 3))),
        ("failover: { confirm: 0 }", .failover(Failover(confirm: 0))),
        ("kill-sentinel: { name: sentinel-3 }", .killSentinel(KillSentinel(who: .named("sentinel-3")))),
        (
            "kill-sentinel: { pick: 3, restart-after: 2s }",
            .killSentinel(KillSentinel(who: .count(3), restartAfter: 2_000_000_000))
        ),
        ("client-kill: {}", .clientKill(node: .primary)),
        ("client-kill: { node: redis-3 }", .clientKill(node: .named("redis-3"))),
        (
            "client-pause: { node: replica, for: 1s }",
            .clientPause(ClientPause(node: .replica, duration: 1_000_000_000))
        ),
        ("rotate-redis-password: {}", .rotateRedisPassword),
        ("fill-memory: { for: 5ms }", .fillMemory(FillMemory(node: .primary, duration: 5_000_000))),
        ("kill-redis: { node: replica }", .killRedis(KillRedis(node: .replica))),
        (
            "freeze-redis: { node: redis-2, for: 1us }",
            .freezeRedis(FreezeRedis(node: .named("redis-2"), duration: 1_000))
        ),
        ("stop-redis: { node: redis-1 }", .stopRedis(StopRedis(node: .named("redis-1")))),
    ])
    func `a step is read against the topology`(step: String, action: StepAction) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: [Self.sentinel]) == action)
    }

    @Test(arguments: [
        ("rotate-admin-key: { confirm: 3 }", "44: confirm: 3 asks more Redis replicas than the topology has (2)"),
        (
            "revoke-admin-key: { confirm: al }",
            "44: confirm is a whole number or all, not 'al', did you mean 'all'?"
        ),
        ("end-grace: { confirm: -1 }", "37: confirm is a whole number or all, not '-1'"),
        ("end-grace: { confirm: [1] }", "37: confirm is a whole number or all, not a list"),
        ("end-grace: { by: 3 }", "32: by is at most 2, not 3"),
        ("rotate-admin-key: { by: operator-1 }", "39: by is a whole number, not 'operator-1'"),
        ("failover: { confirm: 4 }", "36: confirm: 4 asks more Sentinels than the topology has (3)"),
        ("failover: { node: redis-1 }", "27: unknown key 'node' in failover; it has confirm"),
        ("kill-sentinel: {}", "15: kill-sentinel needs 'name' or 'pick'"),
        ("kill-sentinel: { name: sentinel-1, pick: 1 }", "15: kill-sentinel takes 'name' or 'pick', not both"),
        (
            "kill-sentinel: { name: sentinel-4 }",
            "38: there is no Sentinel 'sentinel-4', only sentinel-1, sentinel-2, sentinel-3, did you mean 'sentinel-1'?"
        ),
        ("kill-sentinel: { pick: 4 }", "38: pick: 4 of 3 Sentinels"),
        ("kill-sentinel: { pick: 0 }", "38: pick is at least 1, not 0"),
        ("client-pause: {}", "15: client-pause has no 'for'"),
        ("client-pause: { for: 0s }", "36: for is more than nothing"),
        (
            "client-kill: { node: redis-4 }",
            "36: a sentinel topology has no node 'redis-4', only primary, replica, redis-1, redis-2, redis-3, "
                + "did you mean 'redis-1'?"
        ),
        (
            "kill-redis: { node: repilca }",
            "35: a sentinel topology has no node 'repilca', only primary, replica, redis-1, redis-2, redis-3, "
                + "did you mean 'replica'?"
        ),
        ("fill-memory: { for: 61m }", "15: fill-memory has effects until 3661s; a run has at most 1h"),
        (
            "fill-memory: { node: replica, for: 1s }",
            "36: a Redis replica takes no writes that it could refuse for want of memory"
        ),
        (
            "rotate-redis-password: { node: primary }",
            "40: unknown key 'node' in rotate-redis-password, which has none"
        ),
    ])
    func `a step that this topology cannot do`(step: String, line: String) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: [Self.sentinel])
        #expect(ScenarioText.findings(text) == ["s.yaml:5:\(line)"])
    }

    @Test(arguments: [
        ("standalone", "failover: {}", "15: failover needs Sentinels; the topology is standalone, not sentinel"),
        (
            "replicated", "failover: { confirm: 3 }",
            "15: failover needs Sentinels; the topology is replicated, not sentinel"
        ),
        (
            "replicated", "kill-sentinel: { name: sentinel-1 }",
            "15: kill-sentinel needs Sentinels; the topology is replicated, not sentinel"
        ),
        (
            "standalone", "together: [{ kill-sentinel: { pick: 4 } }]",
            "28: kill-sentinel needs Sentinels; the topology is standalone, not sentinel"
        ),
        (
            "standalone", "rotate-admin-key: { confirm: all }",
            "44: confirm: all asks Redis replicas, and the topology has none"
        ),
        (
            "replicated", "end-grace: { confirm: 3 }",
            "37: confirm: 3 asks more Redis replicas than the topology has (2)"
        ),
    ])
    func `a step that needs another topology`(topology: String, step: String, line: String) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: ["redis: { topology: \(topology) }"])
        #expect(ScenarioText.findings(text) == ["s.yaml:5:\(line)"])
    }
}
