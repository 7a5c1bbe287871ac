extension StepKind {
    /// An ordered failover: the old primary lives, and takes writes that will be lost.
    static let failover = StepKind("failover", ["confirm"]) { step in
        .failover(Failover(confirm: step.sentinelConfirm() ?? step.redis.sentinels))
    }
}

extension Failover {
    /// The step has ended when its Sentinels agree, which no plan can know: the runner waits for it.
    static var traits: StepTraits {
        StepTraits(kind: .failover, faults: [.failedOver], needs: [.ownRedis, .sentinels], takesRedisAway: true)
    }
}

extension StepReader {
    /// Judged where there are Sentinels; elsewhere the step itself is the fault.
    fileprivate func sentinelConfirm() -> Int? {
        confirm("Sentinels", available: redis.topology == .sentinel ? redis.sentinels : Limits.sentinels)
    }
}
