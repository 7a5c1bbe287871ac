import ReplicaCore
import Testing

@testable import Gateway

@Suite struct MetricsPageTests {
    @Test func `a scrape is well-formed and says what was decided`() throws {
        let stage = try FaceStage(FaceStage.gate(more: [FaceStage.key(1), FaceStage.key(2, dead: true)]))
        for line in [bearer, "X: y", "Authorization: Bearer \(FaceStage.tokenText)"] {
            _ = try stage.ask(request("GET", "/v1/x", line))
        }
        _ = try stage.ask(request("GET", "/client/nobody"))
        _ = try stage.ask(request("GET", "/nowhere"))
        let answer = try stage.ask(request("GET", "/metrics"))
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let metrics = try MetricsText(answer.text)
        let name = "keyquake_decisions_total"
        #expect(metrics.value(name, ["route": "token", "kind": "admin_key", "verdict": "passed"]) == 1)
        #expect(metrics.value(name, ["route": "token", "kind": "managed_key", "verdict": "passed"]) == 1)
        #expect(metrics.value(name, ["route": "token", "kind": "none", "verdict": "refused"]) == 1)
        #expect(metrics.value(name, ["route": "client", "kind": "none", "verdict": "refused"]) == 1)
        #expect(metrics.value("keyquake_decision_seconds_count") == 4)
        #expect(metrics.value("keyquake_managed_keys", ["state": "active"]) == 2)
        #expect(metrics.value("keyquake_managed_keys", ["state": "inactive"]) == 1)
        #expect(metrics.value("keyquake_ready") == 1)
        #expect(metrics.value("keyquake_redis_reconnects_total", ["link": "data"]) == 0)
    }

    @Test func `no secret and nothing that a client sends becomes a label`() throws {
        let stage = try FaceStage()
        _ = try stage.ask(request("GET", "/v1/attack\"}", "Authorization: Bearer stolen-secret-text"))
        _ = try stage.ask(request("GET", "/api/x?key=stolen-secret-text"))
        _ = try stage.ask(request("GET", "/client/stolen-secret-text"))
        let text = try stage.ask(request("GET", "/metrics")).text
        #expect(!text.contains("stolen") && !text.contains("attack") && !text.contains(FaceStage.admin))
    }

    @Test(
        arguments: [
            (0, "0.0"), (1, "0.000000001"), (250, "0.00000025"), (1_000_000_000, "1.0"), (12_345_678_900, "12.3456789"),
        ] as [(UInt64, String)])
    func `nanoseconds are told in seconds, exactly`(_ nanoseconds: UInt64, _ text: String) {
        #expect(PrometheusText.seconds(nanoseconds) == text)
    }

    @Test func `a label's value is escaped`() {
        var page = PrometheusText()
        page.sample("a", 1, of: ["b": "c\"d\\e\nf"])
        #expect(page.text == "a{b=\"c\\\"d\\\\e\\nf\"} 1\n")
    }

    @Test(arguments: [
        "a 1\n", "# HELP a b\n# TYPE a gauge\na x\n", "# HELP a b\n# TYPE a gauge\nb 1\n",
        "# HELP a b\n# TYPE a gauge\na 1",
    ])
    func `the reader of these tests sees what is wrong`(_ text: String) {
        #expect(throws: MetricsText.Flaw.self) { try MetricsText(text) }
    }

    @Test func `every decision has a cell of its own`() {
        var tally = DecisionTally()
        let callers: [GateCaller] = [.adminKey(.current, .none), .internalToken, .nobody]
        for route in RouteLabel.allCases {
            for caller in callers { tally.count(.passed(caller), on: route, took: 400) }
            tally.count(.refused(GateRefusal(.unauthorized, .missing)), on: route, took: 20_000_000)
            tally.count(.refused(GateRefusal(.unavailable, .stale)), on: route, took: 1)
        }
        #expect(tally.cells.count == RouteLabel.allCases.count * (callers.count + 2))
        #expect(tally.cells.allSatisfy { $0.count == 1 })
        #expect(tally.buckets[0] == 7 && tally.buckets[1] == 21 && tally.buckets.reduce(0, +) == 28)
        #expect(tally.decisions == 35)
    }
}
