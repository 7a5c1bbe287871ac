import Glibc
import RedisFixture
import Testing

struct ReplicaLifeTests {
    @Test func `a replica has one thread, also while it is asked and rotated`() throws {
        let run = try KeyquakeRun.start(scenario: .small)
        try run.waitUntilFleetIsReady()
        var looks = 0
        while !run.child.hasEnded {
            for replica in run.tree.replicas {
                guard let threads = replica.threads else { continue }  // it ended meanwhile
                #expect(threads == 1, "\(replica)")
                looks += 1
            }
            poll(nil, 0, 20)
        }
        #expect(looks >= 3)
    }

    @Test func `a replica that is stopped says so, and one that restarts or joins late is a new life`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "lives", replicas: 3,
                steps: [
                    "{ at: 100ms, stop-replica: { pick: [1] } }",
                    "{ at: 200ms, kill-replica: { pick: [2], restart-after: 50ms } }",
                    "{ at: 300ms, add-replicas: { count: 2 } }", "{ at: 700ms, rotate-admin-key: {} }",
                    "{ at: 800ms, await: { converged: admin-key, within: 5s } }",
                ]))
        let code = try run.exitCode()
        let directory = try run.directory
        let findings = try directory.findings
        #expect(findings.isClean, "\(findings.summary)")
        #expect(code == findings.exitCode)

        #expect(try directory.events(of: .replica(.init(1))).last == .ended)
        #expect(try directory.incarnations(of: 1) == [1])
        #expect(try directory.incarnations(of: 2) == [1, 2])
        #expect(try directory.incarnations(of: 3) == [1])
        for late in [4, 5] as [UInt32] {
            #expect(try directory.incarnations(of: late) == [1])
            #expect(
                try directory.events(of: .replica(.init(late))).contains {
                    if case .applied = $0 { true } else { false }
                })
        }
    }

    @Test func `a replica that an outsider kills fails the run, which names it`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(name: "outsider", replicas: 3, steps: ["{ at: 1500ms, rotate-admin-key: {} }"]))
        try run.waitUntilFleetIsReady()
        let pid = try #require(try run.directory.pid(of: 2))
        #expect(run.tree.replicas.contains { $0.pid == pid })
        kill(pid, SIGKILL)

        try run.expectEnd(1)
        let violations = try run.directory.findings.violations
        #expect(violations.contains { $0.check == "exits" && $0.replica == "r2" }, "\(violations)")
    }

    @Test func `a replica that an outsider kills while it restarts fails the run as well`() throws {
        // It asks a Redis that does not answer, so that it is not ready at once.
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "outsider-again", replicas: 2,
                steps: [
                    "{ at: 500ms, freeze-redis: { for: 2s } }",
                    "{ at: 700ms, kill-replica: { pick: [2], restart-after: 50ms } }",
                    "{ at: 3500ms, rotate-admin-key: {} }",
                ]))
        try run.waitUntilFleetIsReady()
        let first = Set(run.tree.replicas)
        var second: RunningProcess?
        try waitUntil("the second life of replica 2 is there", within: KeyquakeRun.patience, every: 5) {
            second = run.tree.replicas.first { !first.contains($0) }
            return second != nil
        }
        kill(try #require(second).pid, SIGKILL)

        try run.expectEnd(1)
        let findings = try run.directory.findings
        let exits = findings.violations.filter { $0.check == "exits" }
        #expect(exits.map(\.replica) == ["r2"] && exits.map(\.incarnation) == [2], "\(findings.summary)")
        #expect(findings.inconclusive.contains { $0.hasPrefix("kill-replica") }, "\(findings.summary)")
        #expect(run.standardError.contains("r2.2 ended unasked"), "\(run.standardError)")
    }
}
