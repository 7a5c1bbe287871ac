extension StepKind {
    /// Every outgoing key dies now, whatever was promised.
    static let endGrace = StepKind("end-grace", ["confirm", "by"]) { step in
        if step.fleet.slot == .plain {
            step.log.report("a plain slot knows no grace that could end", at: step.fields.position)
        }
        return .endGrace(EndGrace(confirm: step.replicaConfirm() ?? 0, by: step.operatorNumber() ?? .first))
    }
}
