/// Parameters that steps on environments have in common.
extension StepReader {
    /// Who writes a document, and what he waits for.
    static let writing = ["by", "confirm"]

    func documentWriting() -> DocumentWriting {
        DocumentWriting(by: operatorNumber() ?? .first, confirm: replicaConfirm() ?? 0)
    }

    /// `environment: NAME`, or `all`, which is also what is meant when none is named.
    func environmentTarget() -> EnvironmentTarget {
        fields.environmentTarget() ?? .all
    }

    /// `kind: mobile`; an SDK key is meant when none is named.
    func environmentKeyKind() -> EnvironmentKeyKind {
        fields.choice("kind", of: EnvironmentKeyKind.self) ?? .sdk
    }

    /// `grace: 2s`, `none`, or `past`: a notice whose end has come before it arrives.
    func documentGrace() -> DocumentGrace {
        guard let node = fields.value("grace") else { return .none }
        if case .scalar(let scalar) = node.content {
            if scalar.text == "none" { return .none }
            if scalar.text == "past" { return .past }
        }
        guard let duration = node.duration(of: "grace", log: log), duration > 0 else { return .none }
        return .lasting(duration)
    }

    /// `ending: { count: 2, after: 1s }`.
    func endingAdditionalKeys() -> EndingAdditionalKeys? {
        guard let node = fields.value("ending"),
            let own = Fields(node, of: "ending", keys: ["count", "after"], log: log)
        else { return nil }
        let count = own.requiredInteger("count", in: 1...Limits.additionalKeys)
        guard let after = own.requiredSpan("after"), let count else { return nil }
        return EndingAdditionalKeys(count: count, after: after)
    }
}

extension Fields {
    /// Nil when none is named, or after a finding.
    func environmentTarget() -> EnvironmentTarget? {
        guard let node = value("environment") else { return nil }
        if case .scalar(let scalar) = node.content, scalar.text == "all" { return .all }
        return node.environmentName(of: "environment", log: log).map(EnvironmentTarget.named)
    }
}

extension StepTraits {
    /// Of a step that changes the documents of environments.
    init(
        document kind: StepKind, lasts: UInt64 = 0, faults: [StepFault] = [], publishes: Set<MetricKind> = [],
        retires: Set<MetricKind> = []
    ) {
        self.init(kind: kind, faults: faults, lasts: lasts, needs: [.environments])
        publishesAll = publishes
        retiresAll = retires
    }
}

extension Set<MetricKind> {
    static let ofEnvironments: Self = [.sdkKey, .mobileKey, .environmentID]
    static let environmentKeys: Self = [.sdkKey, .mobileKey]
}
