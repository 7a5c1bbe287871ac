import Testing

@testable import Scenario

@Suite struct EnvironmentsSectionTests {
    private static func section(_ keys: String, _ more: String...) -> [String] { ["environments: \(keys)"] + more }

    private static func plan(_ keys: String, _ more: String...) throws -> EnvironmentsPlan {
        try #require(try ScenarioText.plan(ScenarioText.with(more: ["environments: \(keys)"] + more)).environments)
    }

    @Test func `without the section there are no environments`() throws {
        #expect(try ScenarioText.plan(ScenarioText.with()).environments == nil)
        #expect(try ScenarioText.plan(ScenarioText.with(more: ["environments:"])).environments == nil)
    }

    @Test func `an empty section has replicas follow documents that come later`() throws {
        let plan = try Self.plan("{}")
        #expect(plan == EnvironmentsPlan())
        #expect(plan.push && plan.poll == 5_000_000_000 && plan.cleanup == 60_000_000_000)
    }

    @Test func `a count makes environments that are all alike`() throws {
        let plan = try Self.plan("{ count: 3, push: false, poll: 200ms, cleanup: 1s }")
        #expect(plan.atStart.map(\.name) == ["env-1", "env-2", "env-3"])
        #expect(plan.atStart.allSatisfy { $0 == EnvironmentPlan(name: $0.name) })
        #expect(!plan.push && plan.poll == 200_000_000 && plan.cleanup == 1_000_000_000)
        #expect(plan.learn == 320_000_000 && plan.refuse == 320_000_000)
    }

    @Test func `a list says what each of them has`() throws {
        let list =
            "{ name: a, offline: true, mobile-key: false, additional-sdk-keys: 2 }, "
            + "{ name: b-2, additional-mobile-keys: 250 }"
        let plans = try Self.plan("{ list: [\(list)] }").atStart
        var first = EnvironmentPlan(name: "a")
        (first.isOffline, first.hasMobileKey, first.additionalSDKKeys) = (true, false, 2)
        var second = EnvironmentPlan(name: "b-2")
        second.additionalMobileKeys = 250
        #expect(plans == [first, second])
        #expect(plans.map(\.credentials) == [4, 253])
    }

    @Test func `stated bounds hold for environments too`() throws {
        let plan = try Self.plan("{ poll: 1s }", "bounds: { learn: 1s }")
        #expect(plan.learn == 1_000_000_000 && plan.refuse == 1_200_000_000)
    }

    @Test func `documents that nobody polls for in time make the run longer, and a push a second connection`() throws {
        let with = try ScenarioText.plan(
            ScenarioText.with(
                fleet: "{ replicas: 1, admin-key: { push: false } }", more: ["environments: { poll: 5s }"]))
        #expect(with.settling == 15_600_000_000)
        #expect(with.subscribes)
        let without = try ScenarioText.plan(
            ScenarioText.with(
                fleet: "{ replicas: 1, admin-key: { push: false } }", more: ["environments: { push: false }"]))
        #expect(!without.subscribes)
    }

    @Test(
        arguments: [
            ("5", ["3:15: environments takes keys and values, not '5'"]),
            ("{ colour: 3 }", ["3:17: unknown key 'colour' in environments; it has count, list, push, poll, cleanup"]),
            ("{ cuont: 3 }", ["3:17: unknown key 'cuont' in environments, did you mean 'count'?"]),
            ("{ count: 0 }", ["3:24: count is at least 1, not 0"]),
            ("{ count: 101 }", ["3:24: count is at most 100, not 101"]),
            ("{ count: 1, list: [{ name: a }] }", ["3:24: environments takes 'count' or 'list', not both"]),
            ("{ list: a }", ["3:23: list is a list of environments, not 'a'"]),
            ("{ list: [a] }", ["3:24: an environment takes keys and values, not 'a'"]),
            ("{ list: [{}] }", ["3:24: an environment has no 'name'"]),
            (
                "{ list: [{ name: All }] }",
                [
                    "3:32: name: an environment is called by small letters, digits and hyphens, and not 'all', "
                        + "not 'All'"
                ]
            ),
            (
                "{ list: [{ name: all }] }",
                [
                    "3:32: name: an environment is called by small letters, digits and hyphens, and not 'all', "
                        + "not 'all'"
                ]
            ),
            ("{ list: [{ name: a }, { name: a }] }", ["3:45: two environments are called 'a'"]),
            (
                "{ list: [{ name: a, colour: red }] }",
                [
                    "3:35: unknown key 'colour' in an environment; it has name, offline, mobile-key, "
                        + "additional-sdk-keys, additional-mobile-keys"
                ]
            ),
            (
                "{ list: [{ name: a, additional-sdk-keys: 251 }] }",
                ["3:56: additional-sdk-keys is at most 250, not 251"]
            ),
            (
                "{ list: [{ name: a, mobile-key: false, additional-mobile-keys: 1 }] }",
                [
                    "3:78: additional-mobile-keys: without a mobile key there is none that they could be additional to"
                ]
            ),
            ("{ poll: 999us }", ["3:23: poll is at least 1ms, not 999us"]),
            ("{ cleanup: 99ms }", ["3:26: cleanup is at least 100ms, not 99ms"]),
            ("{ cleanup: 2h }", ["3:26: cleanup is at most 1h, not 7200s"]),
            ("{ push: on }", ["3:23: push is true or false, not 'on', did you mean 'true'?"]),
        ] as [(String, [String])])
    func `a section with a fault`(keys: String, lines: [String]) {
        #expect(ScenarioText.findings(ScenarioText.with(more: Self.section(keys))) == lines.map { "s.yaml:\($0)" })
    }

    @Test func `no step is blamed for a section that cannot be read`() {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, rotate-sdk-key: { environment: b } }", "{ at: 2s, rotate-back: { environment: a } }"],
            more: Self.section("{ list: [{ name: A }] }"))
        let found = ScenarioText.findings(text)
        #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("s.yaml:3:") })
    }

    @Test func `no run has more credentials than replicas can ask about`() {
        let keys = (1...20).map { "{ name: e\($0), additional-sdk-keys: 250 }" }.joined(separator: ", ")
        let text = ScenarioText.with(more: Self.section("{ list: [\(keys)] }"))
        let reason = "that makes 5060 credentials of environments; the most is 5000"
        #expect(ScenarioText.findings(text) == ["s.yaml:1:1: \(reason)"])
    }

    @Test func `steps that bring too many are named`() {
        let steps = (1...21).map { "{ at: \($0)s, set-additional-keys: { active: 240 } }" }
        let text = ScenarioText.with(steps: steps, more: Self.section("{ count: 1 }"))
        let reason = "that makes 5043 credentials of environments; the most is 5000"
        #expect(ScenarioText.findings(text) == ["s.yaml:25:16: \(reason)"])
    }
}
