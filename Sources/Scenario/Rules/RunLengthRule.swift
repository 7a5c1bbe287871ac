extension Rules {
    /// No run is longer than an hour: a longer one is a missing unit.
    @Sendable static func runEndsInTime(_ draft: PlanDraft, log: FindingLog) {
        for step in draft.steps where step.at + step.action.planDuration > Limits.runLength {
            let end = DurationText.text(step.at + step.action.planDuration)
            log.report("\(step.action.label) has effects until \(end); a run has at most 1h", at: step.position)
        }
        let tail = draft.plan.settling
        guard tail > Limits.runLength else { return }
        log.report("the bounds and two polls take \(DurationText.text(tail)); a run has at most 1h", at: .start)
    }
}
