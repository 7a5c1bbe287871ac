import History
import RedisFixture
import Testing

struct BootstrapTests {
    private func run(_ settings: String...) throws -> KeyquakeRun {
        try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}"] + settings.flatMap { ["--set", "fleet.admin-key.\($0)"] },
            scenario: ScenarioText(name: "bootstrap", replicas: 4))
    }

    @Test(arguments: ["fenced", "plain"])
    func `where replicas may not write the operator bootstraps`(_ slot: String) throws {
        let run = try run("repair=none", "slot=\(slot)")
        let code = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)")
        #expect(code == findings.exitCode)
        let bootstraps = try run.directory.events(of: .coordinator).compactMap { event -> Life?? in
            if case .slotLogged(_, _, by: .bootstrap, let writer, _, _) = event { .some(writer) } else { nil }
        }
        #expect(bootstraps == [nil], "one, and no replica's")
    }

    @Test func `what somebody else puts into the slot's log is seen`() throws {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(name: "rogue", replicas: 2, steps: ["{ at: 1500ms, rotate-admin-key: {} }"]))
        try run.waitUntilFleetIsReady()
        let slot = try EmbeddedSlot(of: run)
        _ = try slot.ask("XADD", slot.key + ":log", "*", "e", "nonsense")
        try run.expectEnd(1)
        let findings = try run.directory.findings
        #expect(findings.violations.contains { $0.check == "unlogged-writes" }, "\(findings.summary)")
    }

    @Test func `a key that a replica generates has its name before anybody writes it`() throws {
        let run = try run("initial=none")
        _ = try run.exitCode()
        let directory = try run.directory
        let findings = try directory.findings
        #expect(findings.isClean, "\(findings.summary)")
        var named: [FingerprintBits: UInt64] = [:]
        for (time, event) in try directory.timedEvents(of: .coordinator) {
            if case .credentialNamed(_, _, let fingerprint, _) = event { named[fingerprint] = time }
        }
        var writes = 0
        for replica in 1...4 as ClosedRange<UInt32> {
            for (time, event) in try directory.timedEvents(of: .replica(.init(replica))) {
                guard case .wroteSlot(.bootstrap, _, _, let fingerprint) = event else { continue }
                writes += 1
                #expect(try #require(named[fingerprint]) < time)
            }
        }
        #expect(writes > 0)
    }
}
