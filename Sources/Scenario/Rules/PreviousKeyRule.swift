extension Rules {
    /// A rotation to the previous key comes after one that made a key the previous one.
    @Sendable static func previousKeyExists(_ draft: PlanDraft, log: FindingLog) {
        guard draft.stepsAreComplete else { return }
        var hasPrevious = false
        for step in draft.allSteps {
            guard step.action.publishes else { continue }
            if case .rotateAdminKey(let rotation) = step.action, rotation.target == .previous, !hasPrevious {
                log.report("to: previous, but no key was replaced before", at: step.position(of: "to"))
            }
            hasPrevious = true
        }
    }
}

extension StepAction {
    /// Whether the step puts another key, or none, in force.
    var publishes: Bool {
        switch self {
        case .rotateAdminKey, .revokeAdminKey: true
        default: false
        }
    }
}
