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
}
