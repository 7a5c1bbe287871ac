extension StepKind {
    /// SIGSTOP: connections stay open and nobody answers.
    static let freezeRedis = StepKind("freeze-redis", ["node", "for"]) { step in
        let node = step.node()
        guard let duration = step.fields.requiredDuration("for"), let node else { return nil }
        return .freezeRedis(FreezeRedis(node: node, duration: duration))
    }
}

extension FreezeRedis {
    var traits: StepTraits {
        StepTraits(
            kind: .freezeRedis, faults: [.redisFrozen], lasts: duration, needs: [.ownRedis],
            takesRedisAway: node != .replica)
    }
}
