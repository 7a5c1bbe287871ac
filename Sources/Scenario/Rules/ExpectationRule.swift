extension Rules {
    /// An expectation on something that the scenario never does would be inconclusive in every run.
    @Sendable static func expectationsAreMeasured(_ draft: PlanDraft, log: FindingLog) {
        for expectation in draft.expectations {
            guard let reason = draft.missing(for: expectation.metric.needs) else { continue }
            log.report(
                "nothing in this scenario measures \(expectation.metric.name): \(reason)", at: expectation.position)
        }
    }
}

extension PlanDraft {
    /// Why a metric cannot be measured; nil when it can.
    fileprivate func missing(for needs: Metric.Needs) -> String? {
        switch needs {
        case .nothing: nil
        case .section(let section): "it has no section '\(section)'"
        case .sentinels: redis.plan.topology == .sentinel ? nil : "it has no Sentinels that could fail over"
        case .outage: hasNoStep { $0.traits.takesRedisAway } ? "it has no step that takes Redis away" : nil
        case .publication, .retirement:
            hasNoStep(\.publishes) ? "it has no step that rotates or revokes a key" : nil
        }
    }

    /// False also when a step was left out after a finding: it may have been such a one.
    private func hasNoStep(_ isWanted: (StepAction) -> Bool) -> Bool {
        stepsAreComplete && !allSteps.contains { isWanted($0.action) }
    }
}
