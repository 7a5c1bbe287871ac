extension Rules {
    /// No run has more managed keys than a machine can ask about, or hold.
    @Sendable static func managedKeysAreNotTooMany(_ draft: PlanDraft, log: FindingLog) {
        guard var ledger = draft.managedKeyLedger else { return }
        for step in draft.allSteps {
            let before = ledger
            ledger.apply([step])
            if ledger.probed > max(before.probed, Limits.probedKeys) {
                log.report(tooMany("probed", ledger.probed, most: Limits.probedKeys), at: step.position(of: "count"))
            }
            if ledger.unprobed > max(before.unprobed, Limits.unprobedKeys) {
                log.report(
                    tooMany("unprobed", ledger.unprobed, most: Limits.unprobedKeys), at: step.position(of: "count"))
            }
        }
    }

    static func tooMany(_ which: String, _ count: Int, most: Int) -> String {
        "that makes \(count) \(which) managed keys; the most is \(most)"
    }
}
