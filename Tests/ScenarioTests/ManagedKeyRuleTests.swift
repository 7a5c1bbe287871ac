import Testing

@testable import Scenario

/// What the managed keys of a plan allow: which there can be when a step wants one.
@Suite struct ManagedKeyRuleTests {
    /// Steps of one second each, from 1 s on, the first in line 5.
    private static func findings(_ keys: String, _ steps: [String]) -> [String] {
        let timed = steps.enumerated().map { "{ at: \($0.offset + 1)s, \($0.element) }" }
        return ScenarioText.findings(ScenarioText.with(steps: timed, more: ["managed-keys: \(keys)"]))
    }

    private static let deactivate = "deactivate-key: {}"
    private static let noKey = "deactivate-key: no probed managed key can be alive at that time"

    @Test(
        arguments: [
            ("{ at-start: 1 }", [deactivate]),
            ("{ at-start: 2 }", [deactivate, deactivate]),
            ("{}", ["create-key: {}", deactivate]),
            ("{}", ["first-key: {}", deactivate]),
            ("{}", ["create-key: { expires-in: 1500ms }", deactivate]),
            ("{}", ["expire-keys: { count: 2, after: 1s, within: 1s }", deactivate]),
            ("{}", ["create-key: { count: 2, pick: 30% }", "deactivate-storm: { count: 6 }"]),
            ("{}", ["add-replicas: { count: 5 }", "create-key: { pick: 100% }", "deactivate-storm: { count: 15 }"]),
            ("{ expiring: { count: 2, after: 1s, within: 2s } }", [deactivate]),
            // The one that is about to end anyway may be the one that is deactivated.
            ("{ at-start: 1, expiring: { count: 1, after: 1500ms } }", [deactivate, deactivate]),
            // Two that run at once may take the same key.
            ("{ at-start: 1 }", ["together: [{ deactivate-key: {} }, { deactivate-key: {} }]"]),
            ("{ at-start: 2 }", ["together: [{ deactivate-key: {} }, { deactivate-key: {} }]", deactivate]),
            ("{}", ["together: [{ create-key: {} }, { create-key: {} }]", "deactivate-storm: { count: 2 }"]),
        ] as [(String, [String])])
    func `a deactivation finds a key that can be alive`(keys: String, steps: [String]) {
        #expect(Self.findings(keys, steps) == [])
    }

    @Test(
        arguments: [
            ("{}", [deactivate], ["5:15: \(noKey)"]),
            ("{ unprobed: 9 }", [deactivate], ["5:15: \(noKey)"]),
            ("{}", ["flood-keys: { count: 9 }", deactivate], ["6:15: \(noKey)"]),
            ("{ at-start: 1 }", [deactivate, deactivate], ["6:15: \(noKey)"]),
            ("{}", [deactivate, "create-key: {}"], ["5:15: \(noKey)"]),
            ("{}", ["create-key: { expires-in: 1s }", deactivate], ["6:15: \(noKey)"]),
            ("{}", ["expire-keys: { count: 9, after: 500ms, within: 500ms }", deactivate], ["6:15: \(noKey)"]),
            ("{ expiring: { count: 2, after: 1s, within: 2s } }", [deactivate, deactivate], ["6:15: \(noKey)"]),
            ("{}", ["together: [{ create-key: {} }, { deactivate-key: {} }]"], ["5:48: \(noKey)"]),
            (
                "{ at-start: 10 }", ["deactivate-storm: { count: 11 }"],
                ["5:42: count: 11 of 10 probed managed keys that can be alive at that time"]
            ),
            (
                "{ at-start: 3 }",
                [deactivate, "deactivate-storm: { count: 2, over: 1s }", "deactivate-storm: { count: 1 }"],
                ["7:42: count: 1 of 0 probed managed keys that can be alive at that time"]
            ),
            (
                "{}", ["create-key: { count: 2, pick: 30% }", "deactivate-storm: { count: 7 }"],
                ["6:42: count: 7 of 6 probed managed keys that can be alive at that time"]
            ),
        ] as [(String, [String], [String])])
    func `a deactivation that finds none`(keys: String, steps: [String], lines: [String]) {
        #expect(Self.findings(keys, steps) == lines.map { "s.yaml:\($0)" })
    }

    @Test func `deactivations are judged in the order of their times`() {
        let steps = ["{ at: 3s, deactivate-key: {} }", "{ at: 2s, create-key: {} }"]
        #expect(ScenarioText.findings(ScenarioText.with(steps: steps, more: ["managed-keys: {}"])) == [])
    }

    @Test(
        arguments: [
            ("{}", ["first-key: {}"], []),
            ("{}", ["rotate-admin-key: {}", "first-key: { count: 2 }", "create-key: {}"], []),
            ("{}", ["together: [{ first-key: { pick: 1 } }, { first-key: { pick: 1 } }]"], []),
            ("{ at-start: 1 }", ["first-key: {}"], ["5:15"]),
            ("{ expiring: { count: 1, after: 1ms } }", ["first-key: {}"], ["5:15"]),
            ("{ unprobed: 1 }", ["first-key: {}"], ["5:15"]),
            ("{}", ["create-key: {}", "first-key: {}"], ["6:15"]),
            ("{}", ["expire-keys: { count: 1, after: 1ms }", "first-key: {}"], ["6:15"]),
            ("{}", ["flood-keys: { count: 1 }", "first-key: {}"], ["6:15"]),
            ("{}", ["first-key: {}", "deactivate-key: {}", "first-key: {}"], ["7:15"]),
        ] as [(String, [String], [String])])
    func `the first key has none before it`(keys: String, steps: [String], places: [String]) {
        let reason = "first-key: there is a managed key before it"
        #expect(Self.findings(keys, steps) == places.map { "s.yaml:\($0): \(reason)" })
    }

    @Test(
        arguments: [
            ("{ at-start: 4000, expiring: { count: 1000, after: 1s } }", [], []),
            ("{ at-start: 4999 }", ["create-key: {}"], []),
            (
                "{ at-start: 4999 }", ["create-key: { count: 2 }"],
                ["5:36: that makes 5001 probed managed keys; the most is 5000"]
            ),
            ("{ at-start: 5000 }", ["create-key: {}"], ["5:15: that makes 5001 probed managed keys; the most is 5000"]),
            (
                "{}", ["create-key: { count: 501, pick: 10 }", "create-key: {}", "deactivate-storm: { count: 5000 }"],
                [
                    "5:36: that makes 5010 probed managed keys; the most is 5000",
                    "6:15: that makes 5011 probed managed keys; the most is 5000",
                ]
            ),
            (
                "{ at-start: 1 }", ["expire-keys: { count: 5000, after: 1s }"],
                ["5:37: that makes 5001 probed managed keys; the most is 5000"]
            ),
            (
                "{}", ["together: [{ create-key: { count: 3000 } }, { create-key: { count: 3000 } }]"],
                ["5:82: that makes 6000 probed managed keys; the most is 5000"]
            ),
            ("{ unprobed: 199999 }", ["flood-keys: { count: 1 }"], []),
            (
                "{ unprobed: 200000 }", ["flood-keys: { count: 1 }", "create-key: {}"],
                ["5:36: that makes 200001 unprobed managed keys; the most is 200000"]
            ),
        ] as [(String, [String], [String])])
    func `keys are counted over all steps`(keys: String, steps: [String], lines: [String]) {
        #expect(Self.findings(keys, steps) == lines.map { "s.yaml:\($0)" })
    }

    @Test(arguments: [
        (["create-key: { expires-in: 3s }"], 4_000), (["expire-keys: { count: 2, after: 2s, within: 3s }"], 6_000),
        (["deactivate-storm: { count: 2, over: 4s }"], 5_000), (["flood-keys: { count: 2, over: 5s }"], 6_000),
        (["deactivate-key: {}", "create-key: {}"], 2_000),
    ])
    func `a run waits for the ends of keys and of storms`(steps: [String], milliseconds: Int) throws {
        let timed = steps.enumerated().map { "{ at: \($0.offset + 1)s, \($0.element) }" }
        let more = ["managed-keys: { at-start: 2, poll: 100ms }"]
        let plan = try ScenarioText.plan(ScenarioText.with(steps: timed, more: more))
        #expect(plan.runLength == UInt64(milliseconds) * 1_000_000 + plan.settling)
    }

    @Test(arguments: ["create-key", "first-key", "deactivate-key", "deactivate-storm"])
    func `replicas that write are picked like any others`(step: String) throws {
        let count = step == "deactivate-storm" ? "count: 1, " : ""
        let section = step == "first-key" ? "managed-keys: {}" : "managed-keys: { at-start: 1 }"
        let action = try ScenarioText.action("{ at: 1s, \(step): { \(count)pick: [2, 7] } }", more: [section])
        #expect(action.pick == .replicas([2, 7]))
        #expect(action.faults == [])
        #expect(action.label == step)
    }
}
