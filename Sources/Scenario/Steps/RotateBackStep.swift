extension StepKind {
    /// Back to a key that is still in its grace, whose end binds it no more; or to one that was revoked.
    static let rotateBack = StepKind(
        "rotate-back", ["environment", "kind", "which", "grace"] + StepReader.writing
    ) { step in
        .rotateBack(
            RotateBack(
                kind: step.environmentKeyKind(), target: step.environmentTarget(),
                which: step.fields.choice("which", of: RotateBack.Which.self) ?? .predecessor,
                grace: step.documentGrace(), writing: step.documentWriting()))
    }
}

extension RotateBack {
    var traits: StepTraits {
        StepTraits(document: .rotateBack, lasts: grace.duration, publishes: [kind.metric], retires: [kind.metric])
    }
}
