extension Rules {
    /// A rotation to the previous key comes after one that made a key the previous one.
    @Sendable static func previousKeyExists(_ draft: PlanDraft, log: FindingLog) {
        guard draft.stepsAreComplete else { return }
        var slot = SlotContents(draft.fleet.plan)
        for step in draft.allSteps {
            if case .rotateAdminKey(let rotation) = step.action, rotation.target == .previous, !slot.hasPrevious {
                log.report("to: previous, but no key was replaced before", at: step.position(of: "to"))
            }
            slot.apply(step.action)
        }
    }
}
