import Testing

@testable import Scenario

@Suite struct PlanTests {
    @Test func `the least scenario gets every default`() throws {
        let plan = try ScenarioText.plan(ScenarioText.with())
        var expected = Plan(
            name: "test", about: "", seed: 0, fleet: FleetPlan(replicas: 10), redis: RedisPlan(), probe: ProbePlan(),
            bounds: Bounds(learn: 600_000_000, refuse: 600_000_000), steps: [], expectations: [],
            expectedVerdict: .pass, expectedFailing: [])
        #expect(plan == expected)
        expected.seed = 1
        #expect(plan != expected)
    }

    @Test func `bounds follow the poll interval`() throws {
        let fleet = "{ replicas: 10, admin-key: { poll: 2s } }"
        let plan = try ScenarioText.plan(ScenarioText.with(fleet: fleet, more: ["bounds: { refuse: 5s, skew: 2ms }"]))
        #expect(plan.bounds == Bounds(learn: 2_100_000_000, refuse: 5_000_000_000, timed: 20_000_000, skew: 2_000_000))
    }

    @Test(arguments: [(FleetPlan.InitialKey.each, FleetPlan.Repair.replicas), (.shared, .none)])
    func `every setting of the fleet is read`(_ initial: FleetPlan.InitialKey, _ repair: FleetPlan.Repair) throws {
        let settings = """
            { initial: \(initial.rawValue), slot: plain, push: false, poll: 50ms, at-start: refuse, \
            on-stale: { refuse-after: 2s }, repair: \(repair.rawValue) }
            """
        let text = ScenarioText.with(
            fleet: "{ replicas: 3, http: false, admin-key: \(settings) }",
            more: ["redis: { topology: standalone, persistence: aof }", "probe: { every: 5ms, via: process }"])
        let plan = try ScenarioText.plan(text)
        let fleet = FleetPlan(
            replicas: 3, initial: initial, slot: .plain, push: false, poll: 50_000_000, atStart: .refuse,
            onStale: .refuseAfter(2_000_000_000), repair: repair)
        #expect(plan.fleet == fleet)
        #expect(plan.redis == RedisPlan(persistence: .aof))
        #expect(plan.probe == ProbePlan(every: 5_000_000, via: .process))
    }

    @Test func `steps are sorted by their time, and those of one time stay as written`() throws {
        let plan = try ScenarioText.plan(
            ScenarioText.with(steps: [
                "{ at: 2s, end-grace: {} }",
                "{ at: 1s, delete-slot: {} }",
                "{ at: 2s, revoke-admin-key: {} }",
                "{ at: 1s, rotate-admin-key: {} }",
            ]))
        let labels = plan.steps.map(\.action.label)
        #expect(labels == ["delete-slot", "rotate-admin-key", "end-grace", "revoke-admin-key"])
    }

    @Test func `the scenario of the design is read`() throws {
        let text = """
            scenario: rotate-admin-key
            about: Rotate the admin key under load; the whole fleet follows within the poll interval.
            seed: 7
            fleet:
              replicas: 50
              admin-key:  { slot: fenced, push: true, poll: 500ms, at-start: degrade }
            redis: { topology: standalone }
            bounds: { learn: 600ms, refuse: 600ms }
            steps:
              - { at: 1s, rotate-admin-key: { grace: 0s } }
              - { at: 2s, kill-replica: { pick: 5, restart-after: 200ms } }
              - at: 3s
                together:                          # a race: all released by one barrier
                  - rotate-admin-key: {}
                  - freeze-redis: { node: primary, for: 300ms }
              - { at: 5s, await: { converged: admin-key, within: 2s } }
            expect:
              admin-key.convergence.max: "< 600ms"
              late-acceptances: "== 0"
            """
        let plan = try ScenarioText.plan(text)
        #expect(
            plan.steps.map(\.action) == [
                .rotateAdminKey(RotateAdminKey()),
                .killReplica(EndReplica(pick: .count(5), restartAfter: 200_000_000)),
                .together([
                    .rotateAdminKey(RotateAdminKey()),
                    .freezeRedis(FreezeRedis(node: .primary, duration: 300_000_000)),
                ]),
                .awaitConverged(AwaitConverged(kind: "admin-key", within: 2_000_000_000)),
            ])
        #expect(plan.steps.map(\.at) == [1, 2, 3, 5].map { $0 * 1_000_000_000 })
        #expect(plan.flattenedSteps.count == 6)
        #expect(plan.seed == 7)
        #expect(plan.expectations.map(\.metric) == ["admin-key.convergence.max", "late-acceptances"])
    }

    @Test(arguments: [
        ([], 0),
        (["{ at: 2s, delete-slot: {} }"], 2_000),
        (["{ at: 2s, rotate-admin-key: { grace: 3s } }", "{ at: 4s, delete-slot: {} }"], 5_000),
        (["{ at: 1s, kill-replica: { pick: 1, restart-after: 4s } }"], 5_000),
        (["{ at: 1s, together: [{ freeze-replica: { pick: 1, for: 2s } }, { delete-slot: {} }] }"], 3_000),
        (["{ at: 1s, await: { converged: admin-key, within: 9s } }"], 1_000),
    ])
    func `a run ends after its last effect, the bounds and two polls`(steps: [String], milliseconds: Int) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(steps: steps, more: ["bounds: { learn: 1s }"]))
        #expect(plan.runLength == UInt64(milliseconds + 1_000 + 2 * 500) * 1_000_000)
    }

    @Test func `an await may hold a run back for as long as its limit`() throws {
        let steps = ["{ at: 1s, await: { converged: admin-key, within: 9s } }", "{ at: 2s, delete-slot: {} }"]
        let plan = try ScenarioText.plan(ScenarioText.with(steps: steps))
        #expect(plan.longestRunLength == plan.runLength + 9_000_000_000)
    }
}
