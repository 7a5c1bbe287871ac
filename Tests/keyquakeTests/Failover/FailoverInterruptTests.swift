import Glibc
import RedisFixture
import Testing

extension FailoverTests {
    @Test func `an interrupt during a failover ends the run well`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "interrupted", replicas: 3, redis: ScenarioText.sentinel,
                steps: ["{ at: 100ms, failover: { confirm: 3 } }"], bounds: ScenarioText.patientBounds))
        try run.waitUntilFleetIsReady()
        let tree = run.tree
        try waitUntil("the failover begins", within: KeyquakeRun.patience) { try run.directory.hasBegun(0) }
        run.child.signal(SIGINT)

        try run.expectEnd(4)
        let findings = try run.directory.findings
        #expect(findings.violations.isEmpty, "\(findings.summary)")
        #expect(try run.directory.outcome(of: 0) != .failed)
        for replica in 1...3 as ClosedRange<UInt32> {
            #expect(try run.directory.events(of: .replica(.init(replica))).last == .ended)
        }
        try run.waitUntilNothingIsLeft(of: tree.all)
    }
}
