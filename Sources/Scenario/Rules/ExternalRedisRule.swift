extension Rules {
    /// A Redis that the user names is one server of unknown making: nobody kills it, configures it, or stands a proxy
    /// in front of it.
    @Sendable static func externalRedisIsLeftAlone(_ draft: PlanDraft, log: FindingLog) {
        guard draft.isRedisExternal else { return }
        if draft.redis.plan.topology != .standalone, let position = draft.redis.position {
            log.report(
                "topology: an external Redis is standalone to Keyquake, whatever it is; leave --redis out",
                at: position)
        }
        for step in draft.allSteps where step.action.needs.contains(.ownRedis) {
            log.report(
                "\(step.action.label): an external Redis is not ours to stop, configure or cut off; leave --redis out",
                at: step.position)
        }
    }
}
