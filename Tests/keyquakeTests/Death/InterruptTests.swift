import Glibc
import RedisFixture
import Testing

/// An interrupt ends a run early and judges what there is; a second one does not wait for that.
struct InterruptTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func `an interrupt ends a run early, and what there is is judged`(_ signal: Int32) throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        let tree = run.tree

        run.child.signal(signal)
        let code = try run.exitCode()
        let findings = try run.directory.findings
        #expect(code == findings.exitCode, "\(findings.summary)")
        #expect(findings.violations.isEmpty, "\(findings.summary)")
        #expect(run.standardError.contains("interrupted"))
        try run.waitUntilNothingIsLeft(of: tree.all)
    }

    @Test func `a replica that is interrupted ends well`() throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        run.child.signal(SIGINT)
        _ = try run.exitCode()
        for replica in 1...4 as ClosedRange<UInt32> {
            #expect(try run.directory.events(of: .replica(.init(replica))).last == .ended)
        }
    }

    @Test func `a second interrupt ends the run at once`() throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        // Its replicas cannot take their leave now, so that the first interrupt alone would take seconds.
        for replica in tree.replicas { kill(replica.pid, SIGSTOP) }
        run.child.signal(SIGINT)
        try waitUntil("the first interrupt is seen", within: KeyquakeRun.patience) {
            run.standardError.contains("interrupted")
        }
        run.child.signal(SIGINT)
        try run.expectEnd(128 + SIGINT)
        try run.waitUntilNothingIsLeft(of: tree.all)
        #expect(tree.survivors.isEmpty)
    }

    @Test func `an interrupt while the fleet starts leaves nothing behind either`() throws {
        let run = try KeyquakeRun.start(scenario: ScenarioText(replicas: 40))
        try waitUntil("the first replica is there", within: KeyquakeRun.patience) { !run.tree.replicas.isEmpty }
        let tree = run.tree
        run.child.signal(SIGINT)
        #expect([0, 3, 4].contains(try run.exitCode()), "\(run.standardError)")
        try run.waitUntilNothingIsLeft(of: tree.all)
    }

    @Test func `an interrupt during an await is no miss of it`() throws {
        // Nobody polls before the await would end.
        let run = try KeyquakeRun.start(
            [
                "run", "{scenario}", "--out", "{out}", "--set", "fleet.admin-key.push=false", "--set",
                "fleet.admin-key.poll=30s", "--set", "bounds.learn=40s", "--set", "bounds.refuse=40s",
            ],
            scenario: ScenarioText(steps: [
                "{ at: 100ms, rotate-admin-key: {} }",
                "{ at: 200ms, await: { converged: admin-key, within: 20s } }",
            ]))
        try run.waitUntilFleetIsReady()
        try waitUntil("the await begins", within: KeyquakeRun.patience) {
            try run.directory.events(of: .coordinator).contains {
                if case .stepBegan(step: 1, _) = $0 { true } else { false }
            }
        }
        run.child.signal(SIGINT)
        try run.expectEnd(4)
        #expect(try run.directory.findings.violations == [])
    }
}
