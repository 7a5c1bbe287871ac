extension StepKind {
    /// A new primary comes with the notice of the rotation before.
    static let staleNotice = StepKind("stale-notice", ["environment", "kind"] + StepReader.writing) { step in
        .staleNotice(
            StaleNotice(
                kind: step.environmentKeyKind(), target: step.environmentTarget(), writing: step.documentWriting()))
    }
}

extension StaleNotice {
    var traits: StepTraits {
        StepTraits(document: .staleNotice, publishes: [kind.metric], retires: [kind.metric])
    }
}
