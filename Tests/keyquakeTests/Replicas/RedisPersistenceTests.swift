import History
import RedisFixture
import Testing

struct RedisPersistenceTests {
    @Test func `a Redis that is killed comes back with its last snapshot`() throws {
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--set", "redis.persistence=rdb"],
            scenario: ScenarioText(
                name: "snapshot", replicas: 2,
                steps: [
                    "{ at: 100ms, rotate-admin-key: {} }", "{ at: 4s, kill-redis: { restart-after: 50ms } }",
                    "{ at: 5s, await: { converged: admin-key, within: 2s } }",
                ]))
        _ = try run.exitCode()
        let events = try run.directory.events(of: .coordinator)
        #expect(!events.contains { if case .faultProved(_, proof: .dataGone) = $0 { true } else { false } })
        #expect(
            events.contains {
                if case .operationEnded(_, outcome: .unknown, _, _, _, _) = $0 { true } else { false }
            })
        // The slot was never away: nobody had to repair it.
        let afterStart = events.drop { if case .fleetReady = $0 { false } else { true } }
        #expect(!afterStart.contains { if case .slotRead(_, content: .absent, _, _, _) = $0 { true } else { false } })
    }
}
