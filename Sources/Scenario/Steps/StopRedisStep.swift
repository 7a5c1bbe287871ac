extension StepKind {
    /// An orderly end of a server, until a `start-redis`; its data stays or goes.
    static let stopRedis = StepKind("stop-redis", ["node", "data"]) { step in
        let data = step.fields.choice("data", of: StopRedis.Data.self) ?? .keep
        return step.node().map { .stopRedis(StopRedis(node: $0, data: data)) }
    }
}

extension StopRedis {
    var traits: StepTraits {
        StepTraits(
            kind: .stopRedis, faults: data == .lose ? [.redisStopped, .dataLost] : [.redisStopped],
            needs: [.ownRedis], takesRedisAway: node != .replica)
    }
}
