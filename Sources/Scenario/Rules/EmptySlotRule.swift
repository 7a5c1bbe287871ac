extension Rules {
    /// With `initial: off` the slot is empty before the first rotation, and some steps have nothing to work on.
    @Sendable static func slotIsNotEmpty(_ draft: PlanDraft, log: FindingLog) {
        guard draft.stepsAreComplete else { return }
        var slot = SlotContents(draft.fleet.plan)
        for step in draft.allSteps {
            if step.action.isIdle(on: slot) {
                log.report(
                    "\(step.action.label): with initial: off there is no admin key before the first rotation",
                    at: step.position)
            }
            slot.apply(step.action)
        }
    }
}

extension StepAction {
    /// Whether the step would find nothing to end, to delete, to damage or to wait for.
    fileprivate func isIdle(on slot: SlotContents) -> Bool {
        switch self {
        case .endGrace: !slot.hasRecord
        case .awaitConverged(let condition): condition.kind == MetricKind.adminKey.rawValue && !slot.hasRecord
        case .deleteSlot, .corruptSlot(.padded): !slot.isWritten
        default: false
        }
    }
}
