extension Rules {
    /// A deactivation finds as many keys as it wants to kill, as far as the plan tells. Steps of one `together` do not
    /// find each other's keys: what they work on is chosen before the barrier.
    @Sendable static func keysToDeactivateExist(_ draft: PlanDraft, log: FindingLog) {
        guard var ledger = draft.managedKeyLedger else { return }
        for step in draft.steps {
            for each in step.released {
                report(each, living: ledger.living(at: each.at), log: log)
            }
            ledger.apply(step.released)
        }
    }

    private static func report(_ step: StepDraft, living: Int, log: FindingLog) {
        switch step.action {
        case .deactivateKey where living == 0:
            log.report("deactivate-key: no probed managed key can be alive at that time", at: step.position)
        case .deactivateStorm(let storm) where storm.count > living:
            log.report(
                "count: \(storm.count) of \(living) probed managed keys that can be alive at that time",
                at: step.position(of: "count"))
        default: break
        }
    }
}
