import Foundation
import History
import RedisFixture
import Testing

/// Replicas with an HTTP face.
struct HTTPFleetTests {
    private static var fleet: ScenarioText {
        var scenario = ScenarioText(name: "faces", replicas: 3, managedKeys: "{ at-start: 3, poll: 200ms }")
        scenario.fleet = ["http: true"]
        scenario.probe = "{ every: 20ms, via: http }"
        scenario.bounds = ScenarioText.patientBounds
        return scenario
    }

    @Test func `what they say over HTTP and to themselves agrees, and both are judged`() throws {
        let run = try KeyquakeRun.expect(
            [
                StepExpectation("{ at: 500ms, rotate-admin-key: { grace: 300ms } }"),
                StepExpectation("{ at: 1s, deactivate-key: { which: oldest } }"),
                StepExpectation("{ at: 1500ms, revoke-admin-key: {} }"),
                StepExpectation("{ at: 2s, stop-replica: { pick: 1, restart-after: 100ms } }", .ok, .processGone),
                StepExpectation("{ at: 4s, rotate-admin-key: {} }"),
            ], in: Self.fleet)
        let findings = try run.directory.findings
        let agreement = try #require(findings.checks.first { $0.name == "http-agreement" })
        #expect(agreement.status == .passed)
        #expect(!agreement.detail.hasPrefix("0 "), "\(agreement.detail)")
        #expect((findings.metrics["leaked.threads"]?.samples ?? 0) > 0)
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(fileBytes("\(run.directory.path)/report.json") ?? []))
                as? [String: Any])
        let fleet = try #require(report["fleet"] as? [String: Any])
        let http = try #require(fleet["http"] as? [String: Any])
        #expect(fleet["start_ms"] is NSNull && http["start_ms"] is Double)
        #expect((http["pss_kib_mean"] as? Double ?? 0) > 0)
        #expect(http["probe_interval_ms"] as? Double == 20)
        #expect((http["probes"] as? Int ?? 0) > 0)
    }

    @Test func `requests cost Redis nothing`() throws {
        let server = try RedisServer.start()
        let run = try KeyquakeRun.start([
            "serve", "--json", "--redis", "redis://127.0.0.1:\(server.port)/0", "--namespace", "w9", "--key-file",
            "{key}",
        ])
        try waitUntil("it listens", within: KeyquakeRun.patience) { run.standardOutput.contains("\n") }
        let notice = try JSONSerialization.jsonObject(with: Data(run.standardOutput.utf8)) as? [String: Any]
        let port = try #require(notice?["port"] as? Int)
        let key =
            String(decoding: fileBytes("\(run.folder.path)/key") ?? [], as: UTF8.self).split(separator: "\n").first
            ?? ""
        let idle = try Self.rate(server) {
            let before = try Self.commands(server)
            try waitUntil("it has polled", within: KeyquakeRun.patience, every: 100) {
                try Self.commands(server) >= before + 10
            }
        }
        let count = 3_000
        let busy = try Self.rate(server) {
            let client = try HTTPAsker(port: port)
            for turn in 0..<count {
                let status = try client.status(of: "/api/x", key: turn % 2 == 0 ? "Bearer \(key)" : "nobody's")
                #expect(status == (turn % 2 == 0 ? 200 : 401))
            }
        }
        #expect(busy.commands < Double(count) / 20 + 2 * busy.seconds * idle.commands / idle.seconds)
        run.child.signal(SIGTERM)
        _ = try run.exitCode()
    }

    private static func commands(_ server: RedisServer) throws -> Int {
        guard case .string(let bytes) = try server.ask("INFO", "stats") else { throw FixtureError("no INFO") }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
            .first { $0.hasPrefix("total_commands_processed:") }
        return try #require(line?.split(separator: ":").last.flatMap { Int($0) })
    }

    /// How many commands Redis got while this was done, and in which time.
    private static func rate(
        _ server: RedisServer, _ body: () throws -> Void
    ) throws -> (commands: Double, seconds: Double) {
        let (before, began) = (try commands(server), ContinuousClock.now)
        try body()
        let span = ContinuousClock.now - began
        return (
            Double(try commands(server) - before),
            Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
        )
    }
}
