extension StepKind {
    /// An environment arrives, perhaps in the middle of a rotation, or with additional keys that end.
    static let addEnvironment = StepKind(
        "add-environment", EnvironmentPlan.parameters + ["predecessor", "ending"] + StepReader.writing
    ) { step in
        let predecessor = step.fields.duration("predecessor")
        if predecessor == 0 {
            step.log.report("predecessor is more than nothing", at: step.fields.position(of: "predecessor"))
        }
        let ending = step.endingAdditionalKeys()
        return step.fields.environmentPlan().map { plan in
            .addEnvironment(
                AddEnvironment(
                    environment: plan, predecessor: predecessor, ending: ending, writing: step.documentWriting()))
        }
    }
}

extension AddEnvironment {
    var traits: StepTraits {
        StepTraits(
            document: .addEnvironment, lasts: max(predecessor ?? 0, ending?.after ?? 0), publishes: kinds,
            retires: predecessor == nil && ending == nil ? [] : kinds.subtracting([.environmentID]))
    }

    private var kinds: Set<MetricKind> {
        environment.hasMobileKey ? .ofEnvironments : [.sdkKey, .environmentID]
    }
}
