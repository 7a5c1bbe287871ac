extension StepKind {
    /// Back to a key that is still in its grace: its end binds it no more.
    static let rotateBack = StepKind("rotate-back", ["environment", "kind", "grace"] + StepReader.writing) { step in
        .rotateBack(
            RotateBack(
                kind: step.environmentKeyKind(), target: step.environmentTarget(), grace: step.documentGrace(),
                writing: step.documentWriting()))
    }
}

extension RotateBack {
    var traits: StepTraits {
        StepTraits(document: .rotateBack, lasts: grace.duration, publishes: [kind.metric], retires: [kind.metric])
    }
}
