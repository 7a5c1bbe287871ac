extension Rules {
    /// Steps on environments stand in a scenario whose replicas have some.
    @Sendable static func environmentsAreHad(_ draft: PlanDraft, log: FindingLog) {
        guard !draft.sections.contains("environments") else { return }
        for step in draft.allSteps where step.action.needs.contains(.environments) {
            log.report("\(step.action.label): the scenario has no section 'environments'", at: step.position)
        }
    }

    /// Each step finds the environment that it names, and in it what it works on, as far as the plan tells.
    @Sendable static func environmentsAllowSteps(_ draft: PlanDraft, log: FindingLog) {
        guard var ledger = draft.environmentLedger else { return }
        for step in draft.allSteps {
            if let obstacle = ledger.obstacle(to: step.action, at: step.at) {
                log.report(
                    "\(step.action.label): \(obstacle.reason)", at: step.position(of: obstacle.parameter),
                    suggestion: obstacle.suggestion)
            }
            ledger.apply(step.action, at: step.at)
        }
    }

    /// No run has more of them than replicas can ask about.
    @Sendable static func environmentCredentialsAreNotTooMany(_ draft: PlanDraft, log: FindingLog) {
        guard draft.stepsAreComplete, draft.environments.isComplete, let plan = draft.environments.plan else { return }
        let whole = draft.plan
        var count = plan.atStart.reduce(0) { $0 + $1.credentials }
        if count > Limits.probedKeys {
            return log.report(tooManyCredentials(count), at: .start)
        }
        for step in draft.allSteps {
            count += step.action.mostEnvironmentKeys(of: whole.mostEnvironments)
            guard count > Limits.probedKeys else { continue }
            return log.report(tooManyCredentials(count), at: step.position)
        }
    }

    private static func tooManyCredentials(_ count: Int) -> String {
        "that makes \(count) credentials of environments; the most is \(Limits.probedKeys)"
    }
}
