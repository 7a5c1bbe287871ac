extension StepKind {
    /// A race: its steps are prepared, then released by one barrier.
    static let together = StepKind(listNamed: "together", make: StepAction.together)
}

extension StepAction {
    static func togetherTraits(_ steps: [StepAction]) -> StepTraits {
        StepTraits(kind: .together, lasts: steps.map(\.planDuration).max() ?? 0)
    }
}
