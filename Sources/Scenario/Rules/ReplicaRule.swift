extension Rules {
    /// A pick draws from replicas that can be there: those of the start and those that joined before.
    @Sendable static func replicasExist(_ draft: PlanDraft, log: FindingLog) {
        guard var known = draft.fleet.replicas, draft.stepsAreComplete else { return }
        for step in draft.allSteps {
            if case .addReplicas(let count) = step.action {
                known += count
                reportCrowd(known, step, log: log)
            }
            for (pick, position) in step.picks { report(pick, known: known, at: position, log: log) }
        }
    }

    private static func reportCrowd(_ known: Int, _ step: StepDraft, log: FindingLog) {
        guard known > Limits.replicas else { return }
        log.report("that makes \(known) replicas; the most is \(Limits.replicas)", at: step.position(of: "count"))
    }

    private static func report(_ pick: Pick, known: Int, at position: Position, log: FindingLog) {
        switch pick {
        case .percent: break
        case .count(let count) where count > known:
            log.report("pick: \(count) of \(known) replicas", at: position)
        case .count: break
        case .replicas(let numbers):
            for number in numbers where number > known {
                log.report("pick: there is no replica \(number), only 1 to \(known)", at: position)
            }
        }
    }
}

extension StepDraft {
    /// Every `pick` of the step, with the place where it stands.
    fileprivate var picks: [(Pick, Position)] {
        if let pick = action.pick { return [(pick, position(of: "pick"))] }
        guard let ends = action.linkEnds, case .sequence(let sides)? = parameters["between"]?.content else { return [] }
        return zip(ends.first + ends.second, sides.flatMap(\.linkItemNodes)).compactMap { item, node in
            if case .replicas(let pick) = item { (pick, node.pickPosition) } else { nil }
        }
    }
}

extension StepAction {
    /// Which replicas the step is about, if it is about replicas.
    package var pick: Pick? {
        switch self {
        case .killReplica(let step), .stopReplica(let step): step.pick
        case .freezeReplica(let step): step.pick
        case .skewClock(let step): step.pick
        case .coldStart(let step): step.pick
        case .useRegistrations(let step): step.pick
        case .createKey(let step), .firstKey(let step): step.writers
        case .deactivateKey(let step): step.writers
        case .deactivateStorm(let step): step.writers
        case .upstream(let step): step.pick
        case .closeEnvironment(let step): step.pick
        case .revokeSession(let step), .revokeUser(let step): step.writers
        case .redeemBurst(let step), .rotateBurst(let step): step.racers
        default: nil
        }
    }

    /// The links that the step is about, if it is about links.
    package var linkEnds: LinkEnds? {
        switch self {
        case .partition(let step): step.between
        case .delayLink(let step): step.between
        case .throttleLink(let step): step.between
        default: nil
        }
    }
}
