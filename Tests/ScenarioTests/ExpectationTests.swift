import Testing

@testable import Scenario

@Suite struct ExpectationTests {
    private static let rotation = ["{ at: 1s, rotate-admin-key: {} }"]

    @Test(arguments: [
        ("late-acceptances: \"== 0\"", Scenario.Expectation.Comparison.equal, 0, "== 0"),
        ("late-acceptances: == 0", .equal, 0, "== 0"),
        ("leaked.redis-connections: \"<=2\"", .atMost, 2, "<= 2"),
        ("admin-key.late-acceptances: \">= 3\"", .atLeast, 3, ">= 3"),
        ("resurrections: \">  1\"", .greater, 1, "> 1"),
        ("admin-key.convergence.max: \"< 600ms\"", .less, 600, "< 600ms"),
        ("admin-key.revocation-lag.p99: < 1.5s", .less, 1500, "< 1.5s"),
        ("admin-key.convergence-from-ack.p50: < 250us", .less, 0.25, "< 250us"),
    ])
    func `a bound is read in the unit of its metric`(
        line: String, comparison: Scenario.Expectation.Comparison, value: Double, text: String
    ) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(steps: Self.rotation, expect: [line]))
        let expectation = try #require(plan.expectations.first)
        #expect(expectation.comparison == comparison)
        #expect(expectation.value == value)
        #expect(expectation.text == text)
        #expect(line.hasPrefix(expectation.metric))
    }

    @Test(arguments: [
        ("late-aceptances: \"== 0\"", "3: unknown metric 'late-aceptances', did you mean 'late-acceptances'?"),
        (
            "convergence.max: \"< 1s\"",
            "3: unknown metric 'convergence.max', did you mean 'admin-key.convergence.max'?"
        ),
        ("speed: \"< 1s\"", "3: unknown metric 'speed'"),
        ("late-acceptances: \"0\"", "21: late-acceptances: '0' is no bound: OP VALUE, with OP one of < <= == >= >"),
        (
            "late-acceptances: \"= 0\"",
            "21: late-acceptances: '= 0' is no bound: OP VALUE, with OP one of < <= == >= >, did you mean '== 0'?"
        ),
        ("late-acceptances: \"== none\"", "21: late-acceptances is a count; 'none' is none"),
        ("late-acceptances: \"== -1\"", "21: late-acceptances is a count; '-1' is none"),
        ("late-acceptances: \"< 10ms\"", "21: late-acceptances is a count; 10ms is a duration"),
        (
            "registration.resolve.over-alone: \"< 3s\"",
            "36: registration.resolve.over-alone is a ratio; 3s is a duration"
        ),
        ("late-acceptances: [0]", "21: late-acceptances is a bound such as \"== 0\" or \"< 600ms\", not a list"),
        ("late-acceptances:", "20: late-acceptances is a bound such as \"== 0\" or \"< 600ms\", not nothing"),
        (
            "admin-key.convergence.max: \"< 600\"",
            "30: admin-key.convergence.max: the duration 600 has no unit (ns us ms s m h), did you mean '600ms'?"
        ),
        (
            "sdk-key.convergence.max: \"< 600ms\"",
            "3: nothing in this scenario measures sdk-key.convergence.max: it has no section 'environments'"
        ),
        (
            "leaked.registrations: \"== 0\"",
            "3: nothing in this scenario measures leaked.registrations: it has no section 'registrations'"
        ),
        (
            "redis.outage.max: \"< 1s\"",
            "3: nothing in this scenario measures redis.outage.max: it has no step that takes Redis away"
        ),
        (
            "failovers.failed: \"== 0\"",
            "3: nothing in this scenario measures failovers.failed: it has no Sentinels that could fail over"
        ),
        (
            "supersede-rotations: \"== 0\"",
            "3: unknown metric 'supersede-rotations', did you mean 'superseded-rotations'?"
        ),
    ])
    func `an expectation with a fault`(line: String, finding: String) {
        let text = ScenarioText.with(steps: Self.rotation, expect: [line])
        #expect(ScenarioText.findings(text) == ["s.yaml:6:\(finding)"])
    }

    @Test(arguments: [
        "convergence.max", "convergence-from-ack.p50", "revocation-lag.p99", "stale-exposure.max", "start-exposure.max",
    ])
    func `a time of managed keys needs the section`(name: String) {
        let text = ScenarioText.with(steps: Self.rotation, expect: ["managed-key.\(name): \"< 1s\""])
        let reason = "it has no section 'managed-keys'"
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:6:3: nothing in this scenario measures managed-key.\(name): \(reason)"
            ])
    }

    @Test(arguments: [
        "managed-key.late-acceptances", "managed-key.early-refusals", "managed-key.resurrections",
        "managed-key.lost-creates",
    ])
    func `a count of managed keys needs the section, and nothing else`(name: String) throws {
        let without = ScenarioText.with(expect: ["\(name): \"== 0\""])
        let reason = "it has no section 'managed-keys'"
        #expect(
            ScenarioText.findings(without) == ["s.yaml:4:3: nothing in this scenario measures \(name): \(reason)"])
        let with = ScenarioText.with(expect: ["\(name): \"== 0\""], more: ["managed-keys: {}"])
        #expect(try ScenarioText.plan(with).expectations.map(\.metric) == [name])
    }

    @Test(arguments: ["managed-keys", "tokens"])
    func `members of indexes are counted where there are indexes`(section: String) throws {
        let line = "leaked.index-members: \"== 0\""
        #expect(
            ScenarioText.findings(ScenarioText.with(expect: [line])) == [
                "s.yaml:4:3: nothing in this scenario measures leaked.index-members: "
                    + "it has no section 'managed-keys' or 'tokens'"
            ])
        #expect(ScenarioText.findings(ScenarioText.with(expect: [line], more: ["\(section): {}"])) == [])
    }

    private static let noChange = "it has no step that makes or deactivates a key that is probed"
    private static let noEnd = "none of its managed keys ends"

    @Test(
        arguments: [
            ("{ at-start: 9 }", "rotate-admin-key: {}", noChange, noEnd),
            ("{ at-start: 9 }", "flood-keys: { count: 9 }", noChange, noEnd),
            ("{ expiring: { count: 9, after: 1s } }", "delete-slot: {}", noChange, nil),
            ("{ at-start: 9 }", "create-key: {}", nil, noEnd), ("{}", "first-key: {}", nil, noEnd),
            ("{}", "together: [{ create-key: { expires-in: 1s } }, { delete-slot: {} }]", nil, nil),
            ("{}", "first-key: { expires-in: 1s }", nil, nil),
            ("{ at-start: 9 }", "deactivate-key: { pick: 2 }", nil, nil),
            ("{ at-start: 9 }", "deactivate-storm: { count: 3 }", nil, nil),
            ("{}", "expire-keys: { count: 3, after: 1s }", nil, nil),
        ] as [(String, String, String?, String?)])
    func `keys converge where they change, and are revoked where they end`(
        keys: String, step: String, publication: String?, retirement: String?
    ) {
        let metrics = [
            ("managed-key.convergence.p99", publication), ("managed-key.convergence-from-ack.max", publication),
            ("managed-key.revocation-lag.max", retirement),
        ]
        for (metric, reason) in metrics {
            let text = ScenarioText.with(
                steps: ["{ at: 1s, \(step) }"], expect: ["\(metric): \"< 1s\""], more: ["managed-keys: \(keys)"])
            let line = reason.map { "s.yaml:7:3: nothing in this scenario measures \(metric): \($0)" }
            #expect(ScenarioText.findings(text) == (line.map { [$0] } ?? []))
        }
    }

    @Test(arguments: [
        ("standalone", "freeze-redis: { for: 1s }"), ("standalone", "client-kill: {}"),
        ("standalone", "client-pause: { for: 1s }"), ("standalone", "rotate-redis-password: {}"),
        ("standalone", "together: [{ end-grace: {} }, { kill-redis: { restart-after: 1s } }]"),
        ("replicated", "stop-redis: { node: redis-2 }"), ("sentinel", "failover: {}"),
        ("sentinel", "partition: { between: [redis-1, rest], for: 1s }"),
    ])
    func `an outage is measured where a step takes Redis away`(topology: String, step: String) throws {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, \(step) }"], expect: ["redis.outage.max: \"< 3s\""],
            more: ["redis: { topology: \(topology) }"])
        #expect(try ScenarioText.plan(text).expectations.map(\.metric) == ["redis.outage.max"])
    }

    @Test(arguments: [
        "kill-redis: { node: replica }", "kill-sentinel: { pick: 1 }", "fill-memory: { for: 1s }",
        "delay-link: { between: [fleet, redis], by: 1ms, for: 1s }",
        "partition: { between: [sentinel-1, sentinel-2], for: 1s }",
    ])
    func `an outage is not measured where Redis stays`(step: String) {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, \(step) }"], expect: ["redis.outage.max: \"< 3s\""],
            more: ["redis: { topology: sentinel }"])
        let line = "nothing in this scenario measures redis.outage.max: it has no step that takes Redis away"
        #expect(ScenarioText.findings(text) == ["s.yaml:7:3: \(line)"])
    }

    @Test func `a sign that YAML takes for a folded text is explained`() {
        let text = ScenarioText.with(steps: Self.rotation, expect: ["late-acceptances: > 5"])
        let line =
            "s.yaml:6:23: is no YAML: did not find expected comment or line break; an expectation is quoted: \"> 5\""
        #expect(ScenarioText.findings(text) == [line])
    }

    @Test func `without a rotation nothing converges`() {
        let text = ScenarioText.with(expect: ["admin-key.convergence.max: \"< 1s\""])
        let reason = "it has no step that rotates or revokes a key"
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:4:3: nothing in this scenario measures admin-key.convergence.max: \(reason)"
            ])
    }

    @Test func `only a metric of expect can be expected to fail`() {
        let text = ScenarioText.with(
            expect: ["resurrections: \"== 0\""],
            more: ["expect-verdict: fail", "expect-failing: [resurrection, resurrections, 5]"])
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:4:18: expect-failing names 'resurrection', which is not in expect, "
                    + "did you mean 'resurrections'?",
                "s.yaml:4:47: expect-failing is a text; '5' is none to YAML unless it is quoted",
            ])
    }

    @Test func `a demonstration names what is to fail`() throws {
        let text = ScenarioText.with(
            expect: ["resurrections: \"== 0\""], more: ["expect-verdict: fail", "expect-failing: [resurrections]"])
        let plan = try ScenarioText.plan(text)
        #expect(plan.expectedVerdict == .fail)
        #expect(plan.expectedFailing == ["resurrections"])
    }
}
