extension Rules {
    /// A program that is not ours has no control socket, no managed keys of our making, and one address like any other.
    @Sendable static func foreignProgramsAreLeftAlone(_ draft: PlanDraft, log: FindingLog) {
        guard draft.fleet.isForeign else { return }
        for step in draft.allSteps {
            guard let reason = step.action.reasonAgainstForeign else { continue }
            log.report("\(step.action.label): \(reason)", at: step.position)
        }
        if draft.sections.contains("managed-keys") {
            log.report(
                "managed-keys: a foreign program knows nothing of the managed keys in our store",
                at: draft.fleet.commandPosition)
        }
        if draft.redis.plan.topology == .sentinel, let position = draft.redis.position {
            log.report(
                "topology: a foreign program is told of one server, and would not follow a failover", at: position)
        }
    }

    /// Each listens on a port of its own and has threads of its own, or is a program of its own.
    @Sendable static func listenersAreNotTooMany(_ draft: PlanDraft, log: FindingLog) {
        guard draft.fleet.plan.http || draft.fleet.isForeign, var known = draft.fleet.replicas else { return }
        let what = draft.fleet.isForeign ? "foreign programs" : "replicas with an HTTP face"
        if known > Limits.listeners {
            log.report("\(known) \(what); the most is \(Limits.listeners)", at: draft.fleet.listenersPosition)
        }
        for step in draft.allSteps {
            guard case .addReplicas(let count) = step.action else { continue }
            let before = known
            known += count
            guard before <= Limits.listeners, known > Limits.listeners else { continue }
            log.report("that makes \(known) \(what); the most is \(Limits.listeners)", at: step.position(of: "count"))
        }
    }
}

extension StepAction {
    /// Nil for what can be done to any program.
    fileprivate var reasonAgainstForeign: String? {
        if needs.contains(.ownReplicas) { return "a foreign program cannot be told to" }
        if needs.contains(.linkProxies) {
            return "a foreign program has no address of its own that a link could be cut by"
        }
        if needs.contains(.managedKeys) { return "a foreign program knows nothing of our managed keys" }
        return nil
    }
}
