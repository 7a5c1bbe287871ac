extension StepKind {
    /// Managed keys that all end within a short time, which nobody has to be told when it comes.
    static let expireKeys = StepKind("expire-keys", ExpiringKeys.parameters) { step in
        step.fields.expiringKeys().map(StepAction.expireKeys)
    }
}

extension ExpiringKeys {
    static let parameters = ["count", "after", "within"]

    var traits: StepTraits {
        StepTraits(
            kind: .expireKeys, lasts: after + within, needs: [.managedKeys], publishes: .managedKey,
            retires: .managedKey)
    }
}

extension Fields {
    /// Of a step, and of the section for those of the start.
    func expiringKeys() -> ExpiringKeys? {
        let count = requiredInteger("count", in: 1...Limits.probedKeys)
        let within = duration("within") ?? 0
        guard let after = requiredSpan("after"), let count else { return nil }
        return ExpiringKeys(count: count, after: after, within: within)
    }
}
