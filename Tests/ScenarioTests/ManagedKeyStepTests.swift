import Testing

@testable import Scenario

/// The steps on managed keys: what is read, and what is refused where.
@Suite struct ManagedKeyStepTests {
    private static let section = "managed-keys: { at-start: 10 }"

    @Test(
        arguments: [
            ("create-key: {}", StepAction.createKey(CreateKey())),
            ("create-key", .createKey(CreateKey(count: 1, expiresIn: nil, writers: nil, confirm: 0, by: .first))),
            (
                "create-key: { count: 5, expires-in: 2s, by: 2 }",
                .createKey(CreateKey(count: 5, expiresIn: 2_000_000_000, by: .second))
            ),
            ("create-key: { count: 2, pick: 3 }", .createKey(CreateKey(count: 2, writers: .count(3)))),
            ("create-key: { pick: [1, r2] }", .createKey(CreateKey(writers: .replicas([1, 2])))),
            ("deactivate-key: {}", .deactivateKey(DeactivateKey(which: .any))),
            ("deactivate-key: { which: newest, by: 2 }", .deactivateKey(DeactivateKey(which: .newest, by: .second))),
            (
                "deactivate-key: { which: oldest, pick: 20% }",
                .deactivateKey(DeactivateKey(which: .oldest, writers: .percent(20)))
            ),
            ("deactivate-storm: { count: 10 }", .deactivateStorm(DeactivateStorm(count: 10, over: 0, writers: nil))),
            (
                "deactivate-storm: { count: 3, over: 1s, pick: 2 }",
                .deactivateStorm(DeactivateStorm(count: 3, over: 1_000_000_000, writers: .count(2)))
            ),
            (
                "expire-keys: { count: 9, after: 2s, within: 1s }",
                .expireKeys(ExpiringKeys(count: 9, after: 2_000_000_000, within: 1_000_000_000))
            ),
            ("expire-keys: { count: 4990, after: 1ms }", .expireKeys(ExpiringKeys(count: 4_990, after: 1_000_000))),
            ("flood-keys: { count: 200000 }", .floodKeys(FloodKeys(count: 200_000, over: 0))),
            ("flood-keys: { count: 1, over: 5s }", .floodKeys(FloodKeys(count: 1, over: 5_000_000_000))),
            (
                "await: { converged: managed-key, within: 2s }",
                .awaitConverged(AwaitConverged(kind: "managed-key", within: 2_000_000_000))
            ),
        ] as [(String, StepAction)])
    func `a step is read with its defaults`(step: String, action: StepAction) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: [Self.section]) == action)
    }

    @Test(arguments: [
        ("first-key: {}", CreateKey()),
        (
            "first-key: { count: 2, expires-in: 1s, pick: 30% }",
            CreateKey(count: 2, expiresIn: 1_000_000_000, writers: .percent(30))
        ),
    ])
    func `a first key is made like any other`(step: String, key: CreateKey) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: ["managed-keys: {}"]) == .firstKey(key))
    }

    @Test(arguments: [
        ("create-key: { confirm: all, by: 2 }", StepAction.createKey(CreateKey(confirm: 2, by: .second))),
        ("deactivate-key: { confirm: 1 }", .deactivateKey(DeactivateKey(confirm: 1))),
    ])
    func `an operator can ask Redis replicas to confirm`(step: String, action: StepAction) throws {
        let more = [Self.section, FailoverStepTests.sentinel]
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: more) == action)
    }

    @Test(
        arguments: [
            ("create-key: 5", ["27: create-key takes keys and values, not '5'"]),
            ("create-key: { count: 0 }", ["36: count is at least 1, not 0"]),
            ("create-key: { count: 5001 }", ["36: count is at most 5000, not 5001"]),
            ("create-key: { expires-in: 0s }", ["41: expires-in is more than nothing"]),
            ("create-key: { expires-in: soon }", ["41: expires-in: 'soon' is no duration, such as 500ms or 1.5s"]),
            (
                "create-key: { within: 1s }",
                ["29: unknown key 'within' in create-key; it has count, expires-in, pick, by, confirm"]
            ),
            ("create-key: { pick: 11 }", ["35: pick: 11 of 10 replicas"]),
            ("create-key: { pick: 0% }", ["35: pick: 0% is nobody"]),
            (
                "create-key: { pick: 2, by: 1, confirm: 0 }",
                [
                    "42: by is said of an operator, and with pick the replicas write",
                    "54: confirm is said of an operator, and with pick the replicas write",
                ]
            ),
            ("create-key: { confirm: 1 }", ["38: confirm: 1 asks more Redis replicas than the topology has (0)"]),
            ("create-key: { by: 3 }", ["33: by is at most 2, not 3"]),
            ("create-key: { expires-in: 1h }", ["15: create-key has effects until 3601s; a run has at most 1h"]),
            ("first-key: { pick: half }", ["34: pick is a whole number, not 'half'"]),
            ("deactivate-key: { which: last }", ["40: which is one of newest, oldest, any, not 'last'"]),
            (
                "deactivate-key: { which: newst }",
                ["40: which is one of newest, oldest, any, not 'newst', did you mean 'newest'?"]
            ),
            (
                "deactivate-key: { pick: 3, confirm: all }",
                ["51: confirm is said of an operator, and with pick the replicas write"]
            ),
            ("deactivate-key: { pick: [1, 12] }", ["39: pick: there is no replica 12, only 1 to 10"]),
            (
                "deactivate-key: { count: 2 }",
                ["33: unknown key 'count' in deactivate-key; it has which, pick, by, confirm"]
            ),
            ("deactivate-storm: {}", ["15: deactivate-storm has no 'count'"]),
            ("deactivate-storm: { count: 3, over: -1s }", ["51: over: the duration -1s is negative"]),
            (
                "deactivate-storm: { count: 3, by: 1 }",
                ["45: unknown key 'by' in deactivate-storm; it has count, over, pick"]
            ),
            ("deactivate-storm: { count: 3, pick: 0% }", ["51: pick: 0% is nobody"]),
            (
                "deactivate-storm: { count: 3, over: 1h }",
                ["15: deactivate-storm has effects until 3601s; a run has at most 1h"]
            ),
            ("expire-keys: { count: 3 }", ["15: expire-keys has no 'after'"]),
            ("expire-keys: { after: 1s }", ["15: expire-keys has no 'count'"]),
            ("expire-keys: { count: 1, after: 0s }", ["47: after is more than nothing"]),
            (
                "expire-keys: { count: 1, after: 1s, within: 1h }",
                ["15: expire-keys has effects until 3602s; a run has at most 1h"]
            ),
            ("flood-keys: {}", ["15: flood-keys has no 'count'"]),
            ("flood-keys: { count: 200001 }", ["36: count is at most 200000, not 200001"]),
            ("flood-keys: { count: 1, over: 1h }", ["15: flood-keys has effects until 3601s; a run has at most 1h"]),
        ] as [(String, [String])])
    func `a step with a fault`(step: String, lines: [String]) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: [Self.section])
        #expect(ScenarioText.findings(text) == lines.map { "s.yaml:5:\($0)" })
    }

    @Test(arguments: [
        ("create-key: { pick: 1 }", 35), ("deactivate-key: { pick: 1 }", 39),
        ("deactivate-storm: { pick: 1, count: 1 }", 41),
    ])
    func `replicas that may not write write no keys either`(step: String, column: Int) {
        let fleet = "{ replicas: 10, admin-key: { repair: none } }"
        let text = ScenarioText.with(fleet: fleet, steps: ["{ at: 1s, \(step) }"], more: [Self.section])
        let reason = "pick: replicas write, and repair: none lets none of them write"
        #expect(ScenarioText.findings(text) == ["s.yaml:5:\(column): \(reason)"])
        let byOperator = text.replacing("pick: 1, ", with: "").replacing("pick: 1", with: "")
        #expect(ScenarioText.findings(byOperator) == [])
    }

    @Test(arguments: [
        "create-key: {}", "first-key: {}", "deactivate-key: {}", "deactivate-storm: { count: 1 }",
        "expire-keys: { count: 1, after: 1s }", "flood-keys: { count: 1 }",
    ])
    func `a step on managed keys needs the section, and no Redis of our own`(step: String) {
        let alone = ScenarioText.with(steps: ["{ at: 1s, \(step) }"])
        let name = step.prefix { $0 != ":" }
        let reason = "\(name): the scenario has no section 'managed-keys'"
        #expect(ScenarioText.findings(alone) == ["s.yaml:4:15: \(reason)"])
        let together = ScenarioText.with(steps: ["{ at: 1s, together: [{ \(step) }] }"])
        #expect(ScenarioText.findings(together) == ["s.yaml:4:28: \(reason)"])
        let section = name == "first-key" ? "managed-keys: {}" : Self.section
        let there = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: [section])
        #expect(ScenarioText.findings(there, isRedisExternal: true) == [])
    }

    @Test func `an await for managed keys needs the section`() {
        let text = ScenarioText.with(steps: ["{ at: 1s, await: { converged: managed-key, within: 1s } }"])
        let reason = "nothing in this scenario has a managed-key: it has no section 'managed-keys'"
        #expect(ScenarioText.findings(text) == ["s.yaml:4:35: \(reason)"])
    }
}
