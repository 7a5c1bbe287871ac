extension Rules {
    /// Steps on tokens stand in a scenario whose replicas keep some.
    @Sendable static func tokensAreKept(_ draft: PlanDraft, log: FindingLog) {
        guard !draft.sections.contains("tokens") else { return }
        for step in draft.allSteps where step.action.needs.contains(.tokens) {
            log.report("\(step.action.label): the scenario has no section 'tokens'", at: step.position)
        }
    }
}
