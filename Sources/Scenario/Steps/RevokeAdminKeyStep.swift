extension StepKind {
    /// The kill switch: an epoch without a key.
    static let revokeAdminKey = StepKind("revoke-admin-key", ["confirm", "by"]) { step in
        if step.fleet.slot == .plain {
            step.log.report("a plain slot cannot say that there is no key: no revoke", at: step.fields.position)
        }
        return .revokeAdminKey(
            RevokeAdminKey(confirm: step.replicaConfirm() ?? 0, by: step.operatorNumber() ?? .first))
    }
}
