extension StepKind {
    /// Documents to all environments in turn, as many a second, drawn by seed.
    static let environmentStorm = StepKind("environment-storm", ["rate", "for", "grace"]) { step in
        let rate = step.fields.requiredInteger("rate", in: 1...Limits.documentsPerSecond)
        let grace = step.fields.requiredSpan("grace")
        guard let duration = step.fields.requiredSpan("for"), let rate, let grace else { return nil }
        return .environmentStorm(EnvironmentStorm(rate: rate, duration: duration, grace: grace))
    }
}

extension EnvironmentStorm {
    var traits: StepTraits {
        StepTraits(
            document: .environmentStorm, lasts: duration + grace, publishes: .environmentKeys,
            retires: .environmentKeys)
    }
}
