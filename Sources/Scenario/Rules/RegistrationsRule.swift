extension Rules {
    /// Steps on registrations, and the server behind them, stand in a scenario whose replicas register.
    @Sendable static func registrationsAreResolved(_ draft: PlanDraft, log: FindingLog) {
        guard !draft.sections.contains("registrations") else { return }
        for step in draft.allSteps where step.action.needs.contains(.registrations) {
            log.report("\(step.action.label): the scenario has no section 'registrations'", at: step.position)
        }
        guard draft.sections.contains("as") else { return }
        log.report("as: nobody registers: the scenario has no section 'registrations'", at: draft.serverPosition)
    }

    /// Who writes last takes no lease that a step could wait for.
    @Sendable static func leasesAreTaken(_ draft: PlanDraft, log: FindingLog) {
        guard draft.registrations.plan?.claim == .lastWriter else { return }
        for step in draft.allSteps {
            guard case .killLeaseHolder = step.action else { continue }
            log.report("kill-lease-holder: with claim: last-writer nobody holds a lease", at: step.position)
        }
    }
}
