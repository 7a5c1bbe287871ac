/// A scenario whose sections have been read, before the rules that look at several of them.
struct PlanDraft {
    /// Those that the document has, by name.
    var sections: Set<String>
    var head: Head
    var fleet: FleetSection
    var managedKeys: ManagedKeysSection
    var environments: EnvironmentsSection
    var redis: RedisSection
    /// Whether the Redis is one that the user names, to which nothing may be done but commands.
    var isRedisExternal: Bool
    var probe: ProbePlan
    var bounds: Bounds
    /// In the order in which they start.
    var steps: [StepDraft]
    /// Whether no step was left out after a finding. Rules that ask what earlier steps did keep quiet otherwise.
    var stepsAreComplete: Bool
    var expectations: [ExpectationDraft]
    var verdict: VerdictSection

    /// Every step and every child, in the order in which they start.
    var allSteps: [StepDraft] { steps.flatMap(\.withChildren) }

    var plan: Plan {
        Plan(
            name: head.name, about: head.about, seed: head.seed, fleet: fleet.plan, managedKeys: managedKeys.plan,
            environments: environments.plan, redis: redis.plan, probe: probe, bounds: bounds,
            steps: steps.map(\.planned),
            expectations: expectations.map(\.expectation), expectedVerdict: verdict.verdict,
            expectedFailing: verdict.failing)
    }
}
