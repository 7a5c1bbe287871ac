extension StepKind {
    /// CLIENT PAUSE: a node that is up and answers nobody.
    static let clientPause = StepKind("client-pause", ["node", "for"]) { step in
        let node = step.node()
        guard let duration = step.fields.requiredSpan("for"), let node else { return nil }
        return .clientPause(ClientPause(node: node, duration: duration))
    }
}

extension ClientPause {
    var traits: StepTraits {
        StepTraits(
            kind: .clientPause, faults: [.clientsPaused], lasts: duration, needs: [.ownRedis],
            takesRedisAway: node != .replica)
    }
}
