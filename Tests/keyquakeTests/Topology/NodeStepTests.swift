import History
import Testing

/// Steps on single servers of a Sentinel group, by name, role and draw, none of which moves the primary.
struct NodeStepTests {
    @Test func `servers stop, freeze, die and come back, connections end and pause, memory runs out`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init("{ at: 200ms, freeze-redis: { node: redis-2, for: 200ms } }", .ok, .processStopped),
                .init("{ at: 200ms, stop-redis: { node: redis-3 } }", .ok, .processGone),
                .init("{ at: 200ms, kill-sentinel: { name: sentinel-2, restart-after: 300ms } }", .ok, .processGone),
                .init("{ at: 700ms, start-redis: { node: redis-3 } }"),
                .init(
                    "{ at: 900ms, kill-redis: { node: redis-2, restart-after: 100ms } }", .ok, .processGone, .dataGone),
                .init("{ at: 1s, kill-sentinel: { pick: 1, restart-after: 300ms } }", .ok, .processGone),
                .init("{ at: 1500ms, client-kill: { node: primary } }", .ok, .connectionsClosed),
                .init("{ at: 1700ms, client-pause: { node: primary, for: 200ms } }", .ok, .writesPaused),
                .init("{ at: 2300ms, fill-memory: { node: primary, for: 400ms } }", .ok, .writesRefused),
                .init("{ at: 2500ms, rotate-admin-key: {} }", .failed),
                .init("{ at: 3s, rotate-admin-key: {} }"),
                .init("{ at: 3s, await: { converged: admin-key, within: 10s } }"),
            ],
            in: ScenarioText(
                name: "nodes", replicas: 3, redis: Self.calm, bounds: ScenarioText.patientBounds))
        #expect(try run.directory.reigns == [NodeID(1)])
        #expect(try run.directory.findings.metrics["redis.lost-writes"]?.value == 0)
    }

    /// Nobody takes a pause of the primary for its death.
    private static let calm = "{ topology: sentinel, replicas: 2, sentinels: 3, down-after: 5s }"
}

/// Rotations that wait for Redis replicas, and primaries that do not write without theirs.
struct ConfirmTests {
    @Test func `a rotation is confirmed, left unconfirmed, and refused when the primary has too few replicas`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init("{ at: 200ms, rotate-admin-key: { confirm: all } }"),
                .init("{ at: 600ms, freeze-redis: { node: redis-2, for: 4500ms } }", .ok, .processStopped),
                .init("{ at: 700ms, rotate-admin-key: { confirm: all } }", .unconfirmed),
                .init("{ at: 4s, rotate-admin-key: { confirm: 1 } }", .failed),
                .init("{ at: 7500ms, rotate-admin-key: { confirm: 2 } }"),
                .init("{ at: 7600ms, await: { converged: admin-key, within: 10s } }"),
            ],
            in: ScenarioText(
                name: "confirm", replicas: 2,
                redis: "{ topology: replicated, replicas: 2, min-replicas-to-write: 2 }",
                bounds: ScenarioText.patientBounds))
        let outcomes = try run.directory.events(of: .coordinator).compactMap { event -> Outcome? in
            if case .operationEnded(_, let outcome, _, _, _, _) = event { outcome } else { nil }
        }
        #expect(outcomes == [.ok, .unconfirmed, .failed, .ok])
    }
}
