extension StepKind {
    /// A notice names the primary itself: the one that is, or with `swap` the one that comes.
    static let selfRotation = StepKind(
        "self-rotation", ["environment", "kind", "grace", "swap"] + StepReader.writing
    ) { step in
        let swaps = step.fields.boolean("swap") ?? false
        return step.fields.requiredSpan("grace").map { grace in
            .selfRotation(
                SelfRotation(
                    kind: step.environmentKeyKind(), target: step.environmentTarget(), grace: grace, swaps: swaps,
                    writing: step.documentWriting()))
        }
    }
}

extension SelfRotation {
    /// The end that it states is nobody's; but a wrong one would show then.
    var traits: StepTraits {
        let kinds: Set = [kind.metric]
        return StepTraits(
            document: .selfRotation, lasts: grace, publishes: swaps ? kinds : [], retires: swaps ? kinds : [])
    }
}
