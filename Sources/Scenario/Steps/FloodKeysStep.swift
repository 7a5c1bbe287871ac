extension StepKind {
    /// Very many managed keys that nobody asks about.
    static let floodKeys = StepKind("flood-keys", ["count", "over"]) { step in
        let over = step.fields.duration("over") ?? 0
        return step.fields.requiredInteger("count", in: 1...Limits.unprobedKeys).map { count in
            .floodKeys(FloodKeys(count: count, over: over))
        }
    }
}

extension FloodKeys {
    /// No replica says when it has learnt of such a key, so there is nothing to converge to.
    var traits: StepTraits { StepTraits(kind: .floodKeys, lasts: over, needs: [.managedKeys]) }
}
