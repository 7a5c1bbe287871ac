extension StepKind {
    /// What runs between two sides arrives later.
    static let delayLink = StepKind("delay-link", ["between", "by", "jitter", "for"]) { step in
        let between = step.linkEnds()
        let delay = step.fields.requiredDuration("by")
        let jitter = step.fields.duration("jitter") ?? 0
        if delay == 0, jitter == 0 {
            step.log.report("by: no delay and no jitter is no fault", at: step.fields.position(of: "by"))
        }
        guard let duration = step.fields.requiredSpan("for"), let delay, let between else { return nil }
        return .delayLink(DelayLink(between: between, by: delay, jitter: jitter, duration: duration))
    }
}

extension DelayLink {
    var traits: StepTraits {
        StepTraits(kind: .delayLink, faults: [.linksDelayed], lasts: duration, needs: [.ownRedis, .linkProxies])
    }
}
