extension StepKind {
    /// A new key comes into the slot; the old one dies at once, or after a grace.
    static let rotateAdminKey = StepKind("rotate-admin-key", ["grace", "to", "confirm", "by"]) { step in
        var rotation = RotateAdminKey()
        rotation.grace = step.fields.duration("grace") ?? rotation.grace
        rotation.target = step.fields.choice("to", of: RotateAdminKey.Target.self) ?? rotation.target
        rotation.confirm = step.replicaConfirm() ?? rotation.confirm
        rotation.by = step.operatorNumber() ?? rotation.by
        step.check(rotation)
        return .rotateAdminKey(rotation)
    }
}

extension RotateAdminKey {
    var traits: StepTraits {
        StepTraits(kind: .rotateAdminKey, lasts: grace, publishes: .adminKey, retires: .adminKey)
    }
}

extension StepReader {
    fileprivate func check(_ rotation: RotateAdminKey) {
        if rotation.grace > 0, fleet.slot == .plain {
            log.report("a plain slot has no room for an outgoing key: no grace", at: fields.position(of: "grace"))
        }
    }
}
