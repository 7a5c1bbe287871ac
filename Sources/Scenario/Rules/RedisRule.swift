extension Rules {
    /// A server is stopped, killed or frozen only while it is up, and started only after it was stopped.
    ///
    /// Judged for a standalone Redis: elsewhere `primary` is another server after each failover.
    @Sendable static func redisIsUpOrDown(_ draft: PlanDraft, log: FindingLog) {
        guard draft.redis.topology == .standalone, draft.stepsAreComplete else { return }
        var downUntil: UInt64 = 0
        for step in draft.allSteps {
            let isDown = step.at < downUntil
            if case .startRedis = step.action {
                if downUntil != .max {
                    log.report("start-redis: no step before it stopped that Redis", at: step.position)
                }
                downUntil = step.at
            } else if let end = step.action.endOfOutage(from: step.at) {
                if isDown { log.report("\(step.action.label): Redis is down already at that time", at: step.position) }
                downUntil = max(end, downUntil)
            }
        }
    }
}

extension StepAction {
    /// When a Redis that this step hits answers again; nil for a step that hits none.
    fileprivate func endOfOutage(from at: UInt64) -> UInt64? {
        switch self {
        case .stopRedis: .max
        case .killRedis(let kill): kill.restartAfter.map { at + $0 } ?? .max
        case .freezeRedis(let freeze): at + freeze.duration
        default: nil
        }
    }
}
