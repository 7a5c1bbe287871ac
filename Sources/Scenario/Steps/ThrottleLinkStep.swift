extension StepKind {
    /// What runs between two sides is slow.
    static let throttleLink = StepKind("throttle-link", ["between", "rate", "for"]) { step in
        let between = step.linkEnds()
        let rate = step.fields.required("rate").flatMap { $0.rate(of: "rate", log: step.log) }
        guard let duration = step.fields.requiredSpan("for"), let rate, let between else { return nil }
        return .throttleLink(ThrottleLink(between: between, bytesPerSecond: rate, duration: duration))
    }
}

extension ThrottleLink {
    var traits: StepTraits {
        StepTraits(kind: .throttleLink, faults: [.linksThrottled], lasts: duration, needs: [.ownRedis, .linkProxies])
    }
}
