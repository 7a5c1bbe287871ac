extension Rules {
    /// A step that needs Sentinels stands in a scenario that has some.
    @Sendable static func topologyCanDoSteps(_ draft: PlanDraft, log: FindingLog) {
        let topology = draft.redis.plan.topology
        guard topology != .sentinel else { return }
        for step in draft.allSteps where step.action.needs.contains(.sentinels) {
            log.report(
                "\(step.action.label) needs Sentinels; the topology is \(topology.rawValue), not sentinel",
                at: step.position)
        }
    }
}
