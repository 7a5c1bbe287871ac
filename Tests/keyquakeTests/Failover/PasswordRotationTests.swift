import Glibc
import History
import RedisFixture
import Testing

extension FailoverTests {
    /// Node 3 is down while the password changes, and in the end the only one that is left to be primary.
    @Test func `replicas follow a new password everywhere, and no secret of anybody can be found afterwards`() throws {
        var scenario = ScenarioText(
            name: "password", replicas: 3, redis: ScenarioText.sentinel, bounds: ScenarioText.patientBounds)
        scenario.steps = [
            "{ at: 300ms, stop-redis: { node: redis-3 } }",
            "{ at: 300ms, kill-sentinel: { name: sentinel-3, restart-after: 2s } }",
            "{ at: 1s, rotate-redis-password: {} }", "{ at: 1500ms, rotate-admin-key: { grace: 500ms } }",
            "{ at: 2500ms, start-redis: { node: redis-3 } }",
            "{ at: 3s, kill-replica: { pick: [1], restart-after: 100ms } }",
            "{ at: 5s, kill-redis: { node: redis-2 } }",
            "{ at: 5500ms, kill-redis: { node: redis-1 } }", "{ at: 11s, rotate-admin-key: {} }",
            "{ at: 11s, await: { converged: admin-key, within: 10s } }",
        ]
        let run = try KeyquakeRun.start(scenario: scenario)
        try run.waitUntilFleetIsReady()
        let servers = try (1...3).flatMap {
            try [EmbeddedSlot(of: run, on: "redis-\($0)"), .init(of: run, on: "sentinel-\($0)")]
        }
        var secrets = Set(servers.flatMap(\.passwords.values))
        #expect(secrets.count == 5, "replica, operator, faults, replication, sentinel")
        let first = try servers[0].fields()
        secrets.formUnion(SecretTests.keys(in: first))
        var epochs: Set<String> = [first["e", default: ""]]
        try waitUntil("the password has changed", within: KeyquakeRun.patience) {
            try run.directory.outcome(of: 2) != nil
        }
        // A server that is down reads it in its file when it starts.
        let new = try EmbeddedSlot(of: run, on: "redis-3").passwords["replica"]
        secrets.insert(try #require(new))
        var visible: [UInt8] = []
        while !run.child.hasEnded {
            visible += run.tree.all.flatMap(\.visibleText)
            for server in servers {
                guard let fields = try? server.fields(), !fields.isEmpty else { continue }  // it may be dead
                epochs.insert(fields["e", default: ""])
                secrets.formUnion(SecretTests.keys(in: fields))
            }
            poll(nil, 0, 50)
        }
        let code = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean && code == findings.exitCode, "\(findings.summary)\n\(run.standardError)")
        for step in scenario.steps.indices {
            #expect(try run.directory.outcome(of: UInt32(step)) == .ok, "\(scenario.steps[step])\n\(run.standardError)")
        }
        #expect(try run.directory.proofs(of: 2) == [.passwordChanged])
        #expect(try run.directory.reigns == [NodeID(1), NodeID(3)])

        #expect(epochs.count == 3 && secrets.count >= 6 + 3 + 1, "three keys and what makes fingerprints of them")
        try expectNone(of: secrets, in: visible, "a process's arguments or environment")
        try expectNone(of: secrets, in: Array((run.standardOutput + run.standardError).utf8), "what it said")
        try expectNone(of: secrets, under: run.directory.path)
    }
}
