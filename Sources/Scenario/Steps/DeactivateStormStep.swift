extension StepKind {
    /// Many managed keys die, one after the other; with `pick`, replicas take turns.
    static let deactivateStorm = StepKind("deactivate-storm", ["count", "over", "pick"]) { step in
        let count = step.fields.requiredInteger("count", in: 1...Limits.probedKeys)
        let over = step.fields.duration("over") ?? 0
        guard let pick = step.fields.value("pick") else {
            return count.map { .deactivateStorm(DeactivateStorm(count: $0, over: over)) }
        }
        guard let writers = step.keyWriters(pick), let count else { return nil }
        return .deactivateStorm(DeactivateStorm(count: count, over: over, writers: writers))
    }
}

extension DeactivateStorm {
    var traits: StepTraits {
        StepTraits(
            kind: .deactivateStorm, lasts: over, needs: [.managedKeys], publishes: .managedKey, retires: .managedKey)
    }
}
