extension StepKind {
    /// Managed keys that are probed from then on.
    static let createKey = StepKind("create-key", CreateKey.parameters) { step in
        step.createKey().map(StepAction.createKey)
    }
}

extension CreateKey {
    static let parameters = ["count", "expires-in", "pick", "by", "confirm"]

    var traits: StepTraits { traits(of: .createKey) }

    func traits(of kind: StepKind) -> StepTraits {
        StepTraits(
            kind: kind, lasts: expiresIn ?? 0, needs: [.managedKeys], publishes: .managedKey,
            retires: expiresIn == nil ? nil : .managedKey)
    }
}

extension StepReader {
    /// Nil after a finding about how many keys there will be, or for how long.
    func createKey() -> CreateKey? {
        let writer = keyWriter()
        let count = fields.value("count") == nil ? 1 : fields.integer("count", in: 1...Limits.probedKeys)
        let isEndless = fields.value("expires-in") == nil
        let expiresIn = isEndless ? nil : fields.requiredSpan("expires-in")
        guard let writer, let count, isEndless || expiresIn != nil else { return nil }
        return CreateKey(
            count: count, expiresIn: expiresIn, writers: writer.replicas, confirm: writer.confirm, by: writer.by)
    }
}
