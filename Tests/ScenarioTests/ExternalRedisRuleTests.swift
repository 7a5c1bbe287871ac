import Testing

@testable import Scenario

/// What cannot be done to a Redis that the user names.
@Suite struct ExternalRedisRuleTests {
    @Test(arguments: [
        "stop-redis: {}", "kill-redis: {}", "freeze-redis: { for: 1s }", "client-kill: {}", "client-pause: { for: 1s }",
        "rotate-redis-password: {}", "fill-memory: { for: 1s }", "partition: { between: [fleet, redis], for: 1s }",
        "delay-link: { between: [fleet, redis], by: 1ms, for: 1s }",
        "throttle-link: { between: [fleet, redis], rate: 1KiB/s, for: 1s }",
    ])
    func `a step that needs a Redis of our own is refused where it stands`(step: String) {
        let name = step.prefix { $0 != ":" }
        let reason = "\(name): an external Redis is not ours to stop, configure or cut off; leave --redis out"
        let alone = ScenarioText.with(steps: ["{ at: 1s, \(step) }"])
        #expect(ScenarioText.findings(alone) == [])
        #expect(ScenarioText.findings(alone, isRedisExternal: true) == ["s.yaml:4:15: \(reason)"])
        let together = ScenarioText.with(steps: ["{ at: 1s, together: [{ \(step) }] }"])
        #expect(ScenarioText.findings(together, isRedisExternal: true) == ["s.yaml:4:28: \(reason)"])
    }

    @Test func `a topology of our own, its steps and a start are refused together`() {
        let text = ScenarioText.with(
            steps: [
                "{ at: 1s, failover: {} }", "{ at: 2s, kill-sentinel: { pick: 1 } }", "{ at: 3s, stop-redis: {} }",
                "{ at: 4s, start-redis: {} }",
            ], more: ["redis: { topology: sentinel }"])
        let reason = "an external Redis is not ours to stop, configure or cut off; leave --redis out"
        #expect(
            ScenarioText.findings(text, isRedisExternal: true) == [
                "s.yaml:3:20: topology: an external Redis is standalone to Keyquake, whatever it is; leave --redis out",
                "s.yaml:5:15: failover: \(reason)", "s.yaml:6:15: kill-sentinel: \(reason)",
                "s.yaml:7:15: stop-redis: \(reason)", "s.yaml:8:15: start-redis: \(reason)",
            ])
    }

    @Test func `commands of operators and faults on replicas are no harm to it`() {
        let text = ScenarioText.with(
            steps: [
                "{ at: 1s, rotate-admin-key: { grace: 1s, by: 2 } }", "{ at: 2s, end-grace: {} }",
                "{ at: 2s, kill-replica: { pick: 1 } }", "{ at: 3s, delete-slot: {} }",
                "{ at: 3s, corrupt-slot: { with: huge } }", "{ at: 3s, skew-clock: { pick: 1, by: 1s } }",
                "{ at: 4s, create-key: { pick: 2 } }", "{ at: 4s, deactivate-key: {} }",
            ], more: ["redis: { topology: standalone }", "managed-keys: { at-start: 1 }"])
        #expect(ScenarioText.findings(text, isRedisExternal: true) == [])
    }
}
