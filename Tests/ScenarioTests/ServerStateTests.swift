import Testing

@testable import Scenario

/// Servers that are surely down, or surely up, when a step wants the contrary.
@Suite struct ServerStateTests {
    @Test(
        arguments: [
            ("replicated", ["kill-redis: { node: redis-2 }", "start-redis: { node: redis-2 }"], nil),
            ("replicated", ["kill-redis: { node: primary }", "start-redis: { node: redis-1 }"], nil),
            ("replicated", ["kill-redis: { node: replica }", "start-redis: { node: redis-3 }"], nil),
            ("replicated", ["kill-redis: { node: redis-3 }", "start-redis: { node: replica }"], nil),
            ("sentinel", ["kill-redis: { node: primary }", "start-redis: { node: redis-1 }"], nil),
            ("sentinel", ["kill-redis: {}", "kill-redis: {}"], nil),
            ("sentinel", ["stop-redis: { node: redis-1 }", "stop-redis: { node: redis-2 }"], nil),
            (
                "replicated", ["kill-redis: { node: redis-2 }", "start-redis: { node: redis-3 }"],
                "6:15: start-redis: no step before it stopped that Redis"
            ),
            (
                "sentinel", ["freeze-redis: { for: 1s }", "start-redis: { node: redis-1 }"],
                "6:15: start-redis: no step before it stopped that Redis"
            ),
            (
                "replicated", ["kill-redis: { node: primary }", "freeze-redis: { node: redis-1, for: 1s }"],
                "6:15: freeze-redis: Redis is down already at that time"
            ),
            (
                "sentinel", ["stop-redis: { node: redis-2 }", "client-pause: { node: redis-2, for: 1s }"],
                "6:15: client-pause: Redis is down already at that time"
            ),
            (
                "sentinel", ["stop-redis: { node: redis-2 }", "client-kill: { node: redis-2 }"],
                "6:15: client-kill: Redis is down already at that time"
            ),
            (
                "standalone", ["stop-redis: {}", "fill-memory: { for: 1s }"],
                "6:15: fill-memory: Redis is down already at that time"
            ),
            ("standalone", ["client-pause: { for: 9s }", "kill-redis: {}"], nil),
        ] as [(String, [String], String?)])
    func `a server is up, down, or nobody can say`(topology: String, steps: [String], line: String?) {
        let timed = steps.enumerated().map { "{ at: \($0.offset + 1)s, \($0.element) }" }
        let text = ScenarioText.with(steps: timed, more: ["redis: { topology: \(topology) }"])
        #expect(ScenarioText.findings(text) == (line.map { ["s.yaml:\($0)"] } ?? []))
    }
}
