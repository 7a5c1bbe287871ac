extension StepKind {
    /// The first managed key of all: what was open to everybody is so no more.
    static let firstKey = StepKind("first-key", CreateKey.parameters) { step in
        step.createKey().map(StepAction.firstKey)
    }
}

extension CreateKey {
    var firstTraits: StepTraits { traits(of: .firstKey) }
}
