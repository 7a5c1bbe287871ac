extension StepKind {
    /// One managed key dies, for ever; with `pick`, by the hands of several replicas at once.
    static let deactivateKey = StepKind("deactivate-key", ["which", "pick", "by", "confirm"]) { step in
        let which = step.fields.choice("which", of: DeactivateKey.Which.self) ?? .any
        return step.keyWriter().map { writer in
            .deactivateKey(
                DeactivateKey(which: which, writers: writer.replicas, confirm: writer.confirm, by: writer.by))
        }
    }
}

extension DeactivateKey {
    var traits: StepTraits {
        StepTraits(kind: .deactivateKey, needs: [.managedKeys], publishes: .managedKey, retires: .managedKey)
    }
}
