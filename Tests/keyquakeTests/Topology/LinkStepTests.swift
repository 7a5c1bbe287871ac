import History
import Testing

/// What link faults do to a fleet and one Redis: each is proved, and who is cut off is held.
struct LinkStepTests {
    private static let text = ScenarioText(name: "links", replicas: 4, bounds: "{ learn: 1500ms, refuse: 1500ms }")

    @Test func `cut, blackhole, one way, delay and throttle take effect, on whom they are aimed at`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init(
                    "{ at: 100ms, partition: { between: [{ pick: [1] }, redis], for: 300ms } }", .ok,
                    .connectionsClosed),
                .init(
                    "{ at: 100ms, partition: { between: [{ pick: [2] }, redis], kind: blackhole, for: 300ms } }", .ok,
                    .bytesStopped),
                .init("{ at: 200ms, rotate-admin-key: {} }"),
                .init(
                    """
                    { at: 700ms, partition: { between: [{ pick: [3] }, redis], kind: blackhole, direction: to-first,
                      for: 300ms } }
                    """, .ok, .bytesStopped),
                .init(
                    """
                    { at: 700ms, partition: { between: [{ pick: [4] }, redis], kind: blackhole, direction: to-second,
                      for: 300ms } }
                    """, .ok, .bytesStopped),
                .init("{ at: 800ms, rotate-admin-key: {} }"),
                .init(
                    "{ at: 1200ms, delay-link: { between: [fleet, redis], by: 20ms, jitter: 10ms, for: 300ms } }", .ok,
                    .linkSlowed),
                .init(
                    "{ at: 1200ms, throttle-link: { between: [fleet, redis], rate: 64KiB/s, for: 300ms } }", .ok,
                    .linkSlowed),
                .init("{ at: 1300ms, rotate-admin-key: {} }"),
                .init("{ at: 1800ms, await: { converged: admin-key, within: 5s } }"),
            ], in: Self.text)
        let held = try run.directory.findings.held.filter { $0.why == "cut-off" }
        #expect(Set(held.map(\.replica)) == ["r1", "r2", "r3", "r4"])
        for replica in 1...4 as ClosedRange<UInt32> {
            let versions = try run.directory.applications(of: replica).map(\.version)
            #expect(
                versions == versions.sorted() && Set(versions).count >= 4, "the first key and three more: \(versions)")
        }
    }

    @Test func `who starts again or joins during a partition is cut off as well, and held`() throws {
        let run = try KeyquakeRun.expect(
            [
                .init("{ at: 100ms, kill-replica: { pick: [1], restart-after: 500ms } }", .ok, .processGone),
                .init(
                    "{ at: 200ms, partition: { between: [fleet, redis], for: 2500ms } }", .ok, .connectionsClosed),
                .init("{ at: 400ms, add-replicas: { count: 1 } }"),
                .init("{ at: 600ms, rotate-admin-key: {} }"),
                .init("{ at: 4s, await: { converged: admin-key, within: 5s } }"),
            ], in: Self.text)
        let holds = try run.directory.events(of: .coordinator).compactMap { event -> Life? in
            if case .heldBegan(let life, why: .cutOff, _) = event { life } else { nil }
        }
        let lives = [(2, 1), (3, 1), (4, 1), (1, 2), (5, 1)] as [(UInt32, UInt16)]
        #expect(Set(holds) == Set(lives.map { Life(ReplicaID($0), Incarnation($1)) }))
    }
}
