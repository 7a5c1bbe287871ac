extension StepKind {
    /// Something else stands in the slot than an admin key.
    static let corruptSlot = StepKind("corrupt-slot", ["with"]) { step in
        guard let corruption = step.fields.requiredChoice("with", of: SlotCorruption.self) else { return nil }
        if corruption == .poisonedEpoch, step.fleet.slot == .plain {
            step.log.report("a plain slot has no epoch to poison", at: step.fields.position(of: "with"))
        }
        return .corruptSlot(corruption)
    }
}
