import History
import RedisFixture
import Testing

/// The primary dies, freezes or is replaced on order; each time somebody else reigns, and the fleet follows.
extension FailoverTests {
    @Test func `a primary that dies behind its proxy is followed by another, and comes back where it was announced`()
        throws
    {
        let run = try KeyquakeRun.start(
            scenario: ScenarioText(
                name: "killed", replicas: 3, redis: ScenarioText.sentinel,
                steps: [
                    "{ at: 100ms, delay-link: { between: [fleet, redis], by: 1ms, for: 100ms } }",
                    "{ at: 300ms, kill-redis: { node: redis-1, restart-after: 5s } }",
                    "{ at: 9s, rotate-admin-key: { confirm: 1 } }", "{ at: 10m, rotate-admin-key: {} }",
                ], bounds: ScenarioText.patientBounds))
        try run.waitUntilFleetIsReady()
        let announced = try Self.nodesKnown(to: "sentinel-1", in: run)
        try waitUntil("the old primary has come back, and the fleet rotates", within: KeyquakeRun.patience, every: 20) {
            try run.directory.outcome(of: 2) != nil
        }
        #expect(try run.directory.outcome(of: 1) == .ok, "\(run.standardError)")
        #expect(try run.directory.outcome(of: 2) == .ok, "\(run.standardError)")
        #expect(try run.directory.reigns.count == 2 && run.directory.reigns.first == NodeID(1))
        try waitUntil("the Sentinels know the same three nodes as before", within: KeyquakeRun.patience / 3) {
            try ["sentinel-1", "sentinel-2", "sentinel-3"].allSatisfy {
                try Self.nodesKnown(to: $0, in: run) == announced
            }
        }
        let back = try EmbeddedSlot(of: run)
        let port = try #require(try back.ask("CONFIG", "GET", "replica-announce-port").text.split(separator: " ").last)
        #expect(announced.contains(String(port)))
        run.child.signal(2)
        _ = try run.exitCode()
        #expect(try run.directory.findings.violations == [])
    }

    @Test func `a frozen primary and one that is replaced on order are followed, and every rotation arrives`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init("{ at: 200ms, freeze-redis: { node: primary, for: 5s } }", .ok, .processStopped),
                .init("{ at: 7s, rotate-admin-key: { confirm: 1 } }"),
                .init("{ at: 7500ms, failover: { confirm: 2 } }", .ok, .roleMoved),
                .init("{ at: 12s, rotate-admin-key: { confirm: 1 } }"),
                .init("{ at: 12s, await: { converged: admin-key, within: 10s } }"),
            ],
            in: ScenarioText(
                name: "followed", replicas: 3, redis: ScenarioText.sentinel, bounds: ScenarioText.patientBounds))
        let reigns = try run.directory.reigns
        #expect(reigns.count == 3 && reigns[0] == NodeID(1) && reigns[1] != reigns[0] && reigns[2] != reigns[1])
        let announced = try run.directory.events(of: .coordinator).compactMap { event -> NodeID? in
            if case .sentinelSaid(.switchMaster, _, let node) = event { node } else { nil }
        }
        #expect(Set(announced) == Set(reigns.dropFirst()))
    }

    /// The ports under which a Sentinel knows the primary and its replicas.
    fileprivate static func nodesKnown(to sentinel: String, in run: KeyquakeRun) throws -> Set<String> {
        let server = try EmbeddedSlot(of: run, on: sentinel)
        let primary = try server.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "keyquake").text
        guard case .array(let replicas) = try server.ask("SENTINEL", "REPLICAS", "keyquake") else { return [] }
        let ports = replicas.compactMap { replica -> String? in
            let words = replica.text.split(separator: " ")
            return words.firstIndex(of: "port").map { String(words[$0 + 1]) }
        }
        return Set(ports + [primary.split(separator: " ").last.map(String.init) ?? ""])
    }
}
