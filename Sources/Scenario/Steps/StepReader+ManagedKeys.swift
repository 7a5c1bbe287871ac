/// Whose hand changes a managed key: that of replicas, or of an operator who can ask for confirmations.
struct KeyWriter {
    var replicas: Pick?
    var by = OperatorNumber.first
    var confirm = 0
}

extension StepReader {
    /// `pick`, or `by` and `confirm`; nil after a finding about the replicas.
    func keyWriter() -> KeyWriter? {
        guard let pick = fields.value("pick") else {
            return KeyWriter(by: operatorNumber() ?? .first, confirm: replicaConfirm() ?? 0)
        }
        for key in ["by", "confirm"] where fields.value(key) != nil {
            log.report("\(key) is said of an operator, and with pick the replicas write", at: fields.position(of: key))
        }
        return keyWriters(pick).map { KeyWriter(replicas: $0) }
    }

    /// Replicas that write, which those with `repair: none` may not.
    func keyWriters(_ node: SourceNode) -> Pick? {
        if fleet.repair == .none {
            log.report("pick: replicas write, and repair: none lets none of them write", at: node.position)
        }
        guard let pick = node.pick(log: log) else { return nil }
        guard pick != .percent(0) else {
            log.report("pick: 0% is nobody", at: node.position)
            return nil
        }
        return pick
    }
}
