extension Rules {
    /// Nothing makes a managed key before the first one.
    @Sendable static func firstKeyIsFirst(_ draft: PlanDraft, log: FindingLog) {
        guard var ledger = draft.managedKeyLedger else { return }
        for step in draft.steps {
            for each in step.released where each.action.isFirstKey && !ledger.isEmpty {
                log.report("first-key: there is a managed key before it", at: each.position)
            }
            ledger.apply(step.released)
        }
    }
}

extension StepAction {
    fileprivate var isFirstKey: Bool { if case .firstKey = self { true } else { false } }
}
