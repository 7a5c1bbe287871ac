import Foundation
import History
import RedisFixture
import Testing

/// A small Python gateway, which Keyquake knows nothing of, under rotations.
struct ForeignGatewayTests {
    private static let gateway = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../scenarios/gateways/polling_gateway.py").standardizedFileURL.path

    private static func fleet(_ more: [String] = [], slot: String = "plain") -> ScenarioText {
        var scenario = ScenarioText(name: "foreign", replicas: 2)
        let words =
            [
                "python3", gateway, "--port={port}", "--redis={redis-host}:{redis-port}", "--user={redis-user}",
                "--password-file={redis-password-file}", "--slot={slot}", "--poll=0.05",
            ] + (slot == "fenced" ? ["--fenced"] : []) + more
        scenario.fleet = [
            "command: [\(words.map { "\"\($0)\"" }.joined(separator: ", "))]",
            "probe-url: \"http://127.0.0.1:{port}/api\"", "ready-url: \"http://127.0.0.1:{port}/healthz\"",
        ]
        scenario.adminKey = "{ slot: \(slot), push: false, poll: 100ms }"
        scenario.bounds = ScenarioText.patientBounds
        return scenario
    }

    @Test(arguments: ["plain", "fenced"])
    func `one that polls passes, through kills, stops and freezes`(_ slot: String) throws {
        let steps = [
            StepExpectation("{ at: 200ms, rotate-admin-key: {} }"),
            StepExpectation("{ at: 800ms, freeze-replica: { pick: 1, for: 300ms } }", .ok, .processStopped),
            StepExpectation("{ at: 1300ms, kill-replica: { pick: 1, restart-after: 50ms } }", .ok, .processGone),
            StepExpectation("{ at: 3s, stop-replica: { pick: 1, restart-after: 50ms } }", .ok, .processGone),
            StepExpectation("{ at: 5s, rotate-admin-key: {} }"),
            StepExpectation("{ at: 5100ms, await: { converged: admin-key, within: 10s } }"),
        ]
        let run = try KeyquakeRun.expect(steps, in: Self.fleet(slot: slot))
        let findings = try run.directory.findings
        #expect(findings.status(of: "order") == .skipped)
        #expect((findings.metrics["admin-key.convergence.max"]?.samples ?? 0) > 0)
        #expect(try run.directory.incarnations(of: 1) + run.directory.incarnations(of: 2) != [1, 1])
    }

    @Test func `one that stops polling fails the run, which says who, which key, when and what was expected`() throws {
        var scenario = Self.fleet(["--stop-polling-after=1"])
        scenario.bounds = "{ learn: 600ms, refuse: 600ms }"
        // The last one only makes the run long enough for a busy machine.
        scenario.steps = ["500ms", "1500ms", "6s"].map { "{ at: \($0), rotate-admin-key: {} }" }
        let run = try KeyquakeRun.start(scenario: scenario)
        try run.expectEnd(1)
        let findings = try run.directory.findings
        let late = try #require(findings.violations.first { $0.check == "late-acceptances" })
        #expect(["r1", "r2"].contains(late.replica))
        #expect(late.credential?.count == 12)
        #expect(late.afterStep == "rotate-admin-key at 1500ms")
        #expect(late.expected.hasPrefix("refused: retired by the change of"))
        let convergence = try #require(findings.violations.first { $0.check == "convergence" })
        #expect(convergence.detail.hasPrefix("never applied it"))
        #expect(run.standardOutput.contains("late-acceptances: replica r"))
    }

    @Test func `no argument of anybody holds the password, and all of them die with the coordinator`() throws {
        var scenario = Self.fleet()
        scenario.steps = ["{ at: 10m, rotate-admin-key: {} }"]
        let run = try KeyquakeRun.start(scenario: scenario)
        try run.waitUntilFleetIsReady()
        let password = try #require(try EmbeddedSlot(of: run).passwords["replica"])
        let processes = run.tree.all
        let arguments = processes.map { String(decoding: fileBytes("/proc/\($0.pid)/cmdline") ?? [], as: UTF8.self) }
        let environments = processes.map { String(decoding: fileBytes("/proc/\($0.pid)/environ") ?? [], as: UTF8.self) }
        #expect(arguments.count { $0.contains("polling_gateway.py") } == 2)
        #expect(!(arguments + environments).contains { $0.contains(password) })
        run.child.signal(9)
        try run.waitUntilNothingIsLeft(of: processes)
    }

    @Test func `a program that does not start is the environment's fault, and its log is named`() throws {
        let run = try KeyquakeRun.start(scenario: Self.fleet(["--no-such-option"]))
        try run.expectEnd(3)
        #expect(run.standardError.contains("ended unasked: exit status 2, see "))
        #expect(run.standardError.contains("/logs/r"))
    }
}
