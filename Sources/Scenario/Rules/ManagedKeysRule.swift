extension Rules {
    /// Steps on managed keys stand in a scenario whose replicas look at them.
    @Sendable static func managedKeysAreLookedAt(_ draft: PlanDraft, log: FindingLog) {
        guard !draft.sections.contains("managed-keys") else { return }
        for step in draft.allSteps where step.action.needs.contains(.managedKeys) {
            log.report("\(step.action.label): the scenario has no section 'managed-keys'", at: step.position)
        }
    }
}
