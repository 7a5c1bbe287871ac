import Testing

@testable import Scenario

@Suite struct ManagedKeysSectionTests {
    private static func section(_ keys: String, _ more: String...) -> [String] { ["managed-keys: \(keys)"] + more }

    @Test func `without the section there are no managed keys`() throws {
        #expect(try ScenarioText.plan(ScenarioText.with()).managedKeys == nil)
        #expect(try ScenarioText.plan(ScenarioText.with(more: ["managed-keys:"])).managedKeys == nil)
    }

    @Test(arguments: [
        ("{}", ManagedKeysPlan()),
        (
            "{ at-start: 7, unprobed: 200000, push: false, poll: 200ms }",
            ManagedKeysPlan(
                atStart: 7, unprobed: 200_000, push: false, poll: 200_000_000, learn: 320_000_000, refuse: 320_000_000)
        ),
        (
            "{ at-start: 4000, expiring: { count: 1000, after: 2s, within: 500ms } }",
            ManagedKeysPlan(
                atStart: 4000, expiring: ExpiringKeys(count: 1000, after: 2_000_000_000, within: 500_000_000))
        ),
        (
            "{ expiring: { count: 1, after: 1ms } }",
            ManagedKeysPlan(expiring: ExpiringKeys(count: 1, after: 1_000_000, within: 0))
        ),
    ])
    func `the section is read with its defaults`(keys: String, plan: ManagedKeysPlan) throws {
        #expect(try ScenarioText.plan(ScenarioText.with(more: Self.section(keys))).managedKeys == plan)
    }

    @Test(arguments: [
        ("{ learn: 1s, refuse: 2s }", 1_000, 2_000), ("{ learn: 1s }", 1_000, 5_600), ("{ refuse: 2s }", 5_600, 2_000),
        ("{ timed: 60ms }", 5_600, 5_600),
    ])
    func `stated bounds hold for managed keys too, and the poll interval says the rest`(
        bounds: String, learn: Int, refuse: Int
    ) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(more: Self.section("{}", "bounds: \(bounds)")))
        let keys = try #require(plan.managedKeys)
        #expect(keys.learn == UInt64(learn) * 1_000_000)
        #expect(keys.refuse == UInt64(refuse) * 1_000_000)
    }

    @Test func `the command line changes the section, or brings it`() throws {
        let overrides = [Override(path: "managed-keys.at-start", value: "9")]
        let there = ScenarioText.with(more: Self.section("{ at-start: 1, poll: 1s }"))
        #expect(try ScenarioText.plan(there, overrides: overrides).managedKeys?.atStart == 9)
        #expect(try ScenarioText.plan(there, overrides: overrides).managedKeys?.poll == 1_000_000_000)
        #expect(try ScenarioText.plan(ScenarioText.with(), overrides: overrides).managedKeys?.atStart == 9)
    }

    @Test(
        arguments: [
            ("5", ["3:15: managed-keys takes keys and values, not '5'"]),
            ("[1]", ["3:15: managed-keys takes keys and values, not a list"]),
            (
                "{ count: 3 }",
                ["3:17: unknown key 'count' in managed-keys; it has at-start, expiring, unprobed, push, poll"]
            ),
            ("{ at-strat: 3 }", ["3:17: unknown key 'at-strat' in managed-keys, did you mean 'at-start'?"]),
            ("{ at-start: many }", ["3:27: at-start is a whole number, not 'many'"]),
            ("{ at-start: -1 }", ["3:27: at-start is at least 0, not -1"]),
            ("{ at-start: 5001 }", ["3:27: at-start is at most 5000, not 5001"]),
            ("{ unprobed: 200001 }", ["3:27: unprobed is at most 200000, not 200001"]),
            ("{ push: on }", ["3:23: push is true or false, not 'on', did you mean 'true'?"]),
            ("{ poll: 5 }", ["3:23: poll: the duration 5 has no unit (ns us ms s m h), did you mean '5ms'?"]),
            ("{ poll: 999us }", ["3:23: poll is at least 1ms, not 999us"]),
            ("{ poll: 2h }", ["3:23: poll is at most 1h, not 7200s"]),
            ("{ poll: 1h }", ["1:1: the bounds and two polls take 11160100ms; a run has at most 1h"]),
            ("{ expiring: 3 }", ["3:27: expiring takes keys and values, not '3'"]),
            ("{ expiring: {} }", ["3:27: expiring has no 'count'", "3:27: expiring has no 'after'"]),
            ("{ expiring: { count: 0, after: 1s } }", ["3:36: count is at least 1, not 0"]),
            ("{ expiring: { count: 5001, after: 1s } }", ["3:36: count is at most 5000, not 5001"]),
            ("{ expiring: { count: 1, after: 0s } }", ["3:46: after is more than nothing"]),
            ("{ expiring: { count: 1, after: 1s, within: -1s } }", ["3:58: within: the duration -1s is negative"]),
            (
                "{ expiring: { count: 1, after: 1h, within: 1s } }",
                ["3:27: expiring: the last key ends after 3601s; a run has at most 1h"]
            ),
            (
                "{ at-start: 4000, expiring: { count: 1001, after: 1s } }",
                ["3:52: that makes 5001 probed managed keys; the most is 5000"]
            ),
        ] as [(String, [String])])
    func `a section with a fault`(keys: String, lines: [String]) {
        #expect(ScenarioText.findings(ScenarioText.with(more: Self.section(keys))) == lines.map { "s.yaml:\($0)" })
    }

    @Test(arguments: ["{ at-start: many }", "{ at-strat: 5 }", "{ expiring: { count: 5 } }", "5"])
    func `no step is blamed for a section that cannot be read`(keys: String) {
        let text = ScenarioText.with(
            steps: [
                "{ at: 1s, deactivate-storm: { count: 5 } }", "{ at: 2s, deactivate-key: {} }",
                "{ at: 3s, create-key: { count: 5000 } }", "{ at: 4s, first-key: {} }",
            ],
            expect: ["managed-key.revocation-lag.max: \"< 1s\""], more: Self.section(keys))
        let found = ScenarioText.findings(text)
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.hasPrefix("s.yaml:3:") })
    }

    @Test(arguments: [
        ("{ poll: 100ms }", 0, 1_600), ("{ poll: 5s }", 0, 15_600),
        ("{ poll: 100ms, expiring: { count: 3, after: 3s, within: 1s } }", 4_000, 1_600),
    ])
    func `a run lasts until keys have expired and the slower kind has settled`(
        keys: String, effects: Int, settling: Int
    ) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(more: Self.section(keys)))
        #expect(plan.settling == UInt64(settling) * 1_000_000)
        #expect(plan.runLength == UInt64(effects + settling) * 1_000_000)
    }

    @Test func `ends are spread evenly, from the first to the last`() {
        let keys = ExpiringKeys(count: 5, after: 1_000, within: 400)
        #expect((0..<5).map { keys.end(of: $0) } == [1_000, 1_100, 1_200, 1_300, 1_400])
        #expect(ExpiringKeys(count: 1, after: 1_000, within: 400).end(of: 0) == 1_000)
        #expect((0..<3).map { ExpiringKeys(count: 3, after: 7).end(of: $0) } == [7, 7, 7])
        let day: UInt64 = 86_400_000_000_000
        #expect(ExpiringKeys(count: 5_000, after: day, within: day).end(of: 4_999) == 2 * day)
    }

    @Test func `a plan says how many keys there can be`() throws {
        let steps = [
            "{ at: 1s, create-key: { count: 3 } }", "{ at: 2s, add-replicas: { count: 10 } }",
            "{ at: 3s, create-key: { count: 2, pick: 33% } }", "{ at: 4s, create-key: { pick: [1, 2] } }",
            "{ at: 5s, expire-keys: { count: 20, after: 1s } }",
            "{ at: 6s, together: [{ flood-keys: { count: 400 } }, { create-key: { pick: 4 } }] }",
            "{ at: 7s, deactivate-storm: { count: 9 } }",
        ]
        let section = "{ at-start: 5, expiring: { count: 6, after: 1s }, unprobed: 100 }"
        let plan = try ScenarioText.plan(ScenarioText.with(steps: steps, more: Self.section(section)))
        #expect(plan.mostProbedKeys == 5 + 6 + 3 + 2 * 7 + 2 + 20 + 4)
        let none = try ScenarioText.plan(ScenarioText.with())
        #expect(none.mostProbedKeys == 0)
    }
}
