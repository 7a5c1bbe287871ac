extension StepKind {
    /// A new key comes into the slot; the old one dies at once, or after a grace.
    static let rotateAdminKey = StepKind("rotate-admin-key", ["grace", "to", "confirm"]) { step in
        var rotation = RotateAdminKey()
        rotation.grace = step.fields.duration("grace") ?? rotation.grace
        rotation.target = step.fields.choice("to", of: RotateAdminKey.Target.self) ?? rotation.target
        rotation.confirm = step.fields.integer("confirm", in: 0...Limits.redisReplicas) ?? rotation.confirm
        step.check(rotation)
        return .rotateAdminKey(rotation)
    }
}

extension RotateAdminKey {
    var traits: StepTraits { StepTraits(kind: .rotateAdminKey, lasts: grace) }
}

extension StepReader {
    fileprivate func check(_ rotation: RotateAdminKey) {
        if rotation.grace > 0, fleet.slot == .plain {
            log.report("a plain slot has no room for an outgoing key: no grace", at: fields.position(of: "grace"))
        }
        guard rotation.confirm > redis.replicas else { return }
        log.report(
            "confirm: \(rotation.confirm) asks more Redis replicas than the topology has (\(redis.replicas))",
            at: fields.position(of: "confirm"))
    }
}
