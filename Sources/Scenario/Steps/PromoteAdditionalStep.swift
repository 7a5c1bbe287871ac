extension StepKind {
    /// An additional key becomes the primary, and is additional no more.
    static let promoteAdditional = StepKind(
        "promote-additional", ["environment", "kind", "which", "grace"] + StepReader.writing
    ) { step in
        .promoteAdditional(
            PromoteAdditional(
                kind: step.environmentKeyKind(), target: step.environmentTarget(),
                which: step.fields.choice("which", of: PromoteAdditional.Which.self) ?? .active,
                grace: step.documentGrace(), writing: step.documentWriting()))
    }
}

extension PromoteAdditional {
    var traits: StepTraits {
        StepTraits(
            document: .promoteAdditional, lasts: grace.duration, publishes: [kind.metric], retires: [kind.metric])
    }
}
