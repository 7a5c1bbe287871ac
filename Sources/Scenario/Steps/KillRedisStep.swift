extension StepKind {
    /// SIGKILL; what the server kept is a matter of its persistence.
    static let killRedis = StepKind("kill-redis", ["node", "restart-after"]) { step in
        let restartAfter = step.fields.duration("restart-after")
        return step.node().map { .killRedis(KillRedis(node: $0, restartAfter: restartAfter)) }
    }
}

extension KillRedis {
    var traits: StepTraits {
        StepTraits(
            kind: .killRedis, faults: [.redisKilled], lasts: restartAfter ?? 0, needs: [.ownRedis],
            takesRedisAway: node != .replica)
    }
}
