extension StepKind {
    /// Two texts under one version: the fleet must not stay split over them.
    static let conflictingDocument = StepKind("conflicting-document", ["environment", "wins"]) { step in
        .conflictingDocument(
            ConflictingDocument(
                target: step.environmentTarget(), wins: step.fields.boolean("wins") ?? true))
    }
}

extension ConflictingDocument {
    var traits: StepTraits {
        let kinds: Set<MetricKind> = wins ? [.sdkKey] : []
        return StepTraits(
            document: .conflictingDocument, faults: [.documentPlanted], publishes: kinds, retires: kinds)
    }
}
