import Testing

@testable import Scenario

@Suite struct OverrideTests {
    private static let text = ScenarioText.with(
        steps: [
            "{ at: 2s, rotate-admin-key: {} }",
            "{ at: 1s, together: [{ delete-slot: {} }, { kill-replica: { pick: 1 } }] }",
        ],
        expect: ["admin-key.convergence.max: \"< 1s\""])

    private static func overrides(_ arguments: [String]) throws -> [Override] {
        try arguments.map { try #require(Override(argument: $0)) }
    }

    private static func findings(_ arguments: [String]) throws -> [String] {
        ScenarioText.findings(text, overrides: try overrides(arguments))
    }

    @Test func `an argument is a path and a value`() {
        #expect(Override(argument: "a.b=c=d") == Override(path: "a.b", value: "c=d"))
        #expect(Override(argument: "a.b=") == Override(path: "a.b", value: ""))
        #expect(Override(argument: "a.b") == nil)
        #expect(Override(argument: "=c") == nil)
    }

    @Test func `values of the command line win`() throws {
        let overrides = try Self.overrides([
            "fleet.admin-key.poll=50ms",
            "fleet.admin-key.on-stale={ refuse-after: 2s }",
            "bounds.learn=3s",
            "steps.0.rotate-admin-key.grace=2s",
            "steps.1.together.1.kill-replica.pick=[4, 5]",
            "expect.admin-key.convergence.max=< 300ms",
            "expect.late-acceptances=> 5",
        ])
        let plan = try ScenarioText.plan(Self.text, overrides: overrides, replicas: 8, seed: 99)
        #expect(plan.fleet.replicas == 8)
        #expect(plan.seed == 99)
        #expect(plan.fleet.poll == 50_000_000)
        #expect(plan.fleet.onStale == .refuseAfter(2_000_000_000))
        #expect(plan.bounds.learn == 3_000_000_000)
        #expect(plan.steps[1].action == .rotateAdminKey(RotateAdminKey(grace: 2_000_000_000)))
        #expect(
            plan.steps[0].action == .together([.deleteSlot, .killReplica(EndReplica(pick: .replicas([4, 5])))]))
        #expect(plan.expectations.map(\.text) == ["< 300ms", "> 5"])
    }

    @Test(arguments: [
        ("flet.replicas=3", "--set flet.replicas: unknown key 'flet' in the scenario, did you mean 'fleet'?"),
        (
            "fleet.admin-key.poll=5",
            "--set fleet.admin-key.poll: poll: the duration 5 has no unit (ns us ms s m h), did you mean '5ms'?"
        ),
        (
            "fleet.admin-key.pol=5s",
            "--set fleet.admin-key.pol: unknown key 'pol' in fleet.admin-key, did you mean 'poll'?"
        ),
        ("fleet.replicas.x=1", "--set fleet.replicas.x: 'x' is looked for in '10', which has no keys"),
        ("steps.7.at=1s", "--set steps.7.at: '7' is no place in the list: the list counts from 0 to 1"),
        ("steps.first.at=1s", "--set steps.first.at: 'first' is no place in the list: the list counts from 0 to 1"),
        ("steps.0.at=", "s.yaml:4:5: a step has no 'at'"),
        ("seed=[1", "--set seed: the value '[1' is no YAML"),
        ("seed.=1", "--set seed.: the path has an empty part"),
        (
            "expect.resurections=== 0",
            "--set expect.resurections: unknown metric 'resurections', did you mean 'resurrections'?"
        ),
        (
            "expect.resurrections== 0",
            "--set expect.resurrections: resurrections: '= 0' is no bound: OP VALUE, with OP one of < <= == >= >, did you mean '== 0'?"
        ),
    ])
    func `a finding about an override names it`(argument: String, line: String) throws {
        #expect(try Self.findings([argument]) == [line])
    }

    @Test func `findings about --replicas name it, and come after those of the file`() {
        let text = ScenarioText.with(steps: ["{ at: 1s, kill-replica: { pick: 6 } }"])
        #expect(ScenarioText.findings(text, replicas: 5) == ["s.yaml:4:37: pick: 6 of 5 replicas"])
        #expect(ScenarioText.findings(text, replicas: 0) == ["--replicas: replicas is at least 1, not 0"])
        let broken = text.replacing("pick: 6", with: "pick: some")
        #expect(
            ScenarioText.findings(broken, replicas: 20_001) == [
                "s.yaml:4:37: pick is a whole number, not 'some'",
                "--replicas: replicas is at most 20000, not 20001",
            ])
    }
}
