import Foundation
import History
import RedisFixture
import Testing

/// As many replicas with a face as there may be.
struct LargeFaceFleetTests {
    @Test func `two hundred replicas with a face start, are asked over HTTP and follow a rotation`() throws {
        let count = 200
        var scenario = ScenarioText(name: "two-hundred-faces", replicas: count)
        scenario.adminKey = "{ initial: shared, slot: fenced, push: true, poll: 2s }"
        scenario.fleet = ["http: true"]
        scenario.probe = "{ every: 1s, via: http }"
        scenario.bounds = "{ learn: 10s, refuse: 10s }"
        scenario.steps = [
            "{ at: 1s, rotate-admin-key: {} }", "{ at: 2s, await: { converged: admin-key, within: 20s } }",
        ]
        let run = try KeyquakeRun.start(scenario: scenario)
        try waitUntil("it ends", within: 240, every: 20) { run.child.hasEnded }
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)\n\(run.standardError)")
        let probes = try run.directory.probesOverHTTP
        #expect(probes.replicas.count == count)
        #expect(probes.count(.adminKey, .accepted) >= count)
        for replica in 1...UInt32(count) {
            let heard = try run.directory.probeRuns(of: ReplicaID(replica))
            #expect(heard.contains { $0.verdict == .accepted }, "r\(replica)")
        }
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(fileBytes("\(run.directory.path)/report.json") ?? []))
                as? [String: Any])
        let http = try #require((report["fleet"] as? [String: Any])?["http"] as? [String: Any])
        #expect((http["start_ms"] as? Double ?? 0) > 0 && (http["pss_kib_mean"] as? Double ?? 0) > 0)
    }
}
