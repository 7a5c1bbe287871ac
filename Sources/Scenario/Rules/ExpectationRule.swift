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
        case .topology: redis.topology == .standalone ? "a standalone Redis has no failover" : nil
        case .publication, .retirement:
            !stepsAreComplete || allSteps.contains { $0.action.publishes }
                ? nil : "it has no step that rotates or revokes a key"
        }
    }
}
