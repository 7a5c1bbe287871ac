extension Rules {
    /// A pick draws from replicas that can be there: those of the start and those that joined before.
    @Sendable static func replicasExist(_ draft: PlanDraft, log: FindingLog) {
        guard var known = draft.fleet.replicas, draft.stepsAreComplete else { return }
        for step in draft.allSteps {
            if case .addReplicas(let count) = step.action {
                known += count
                reportCrowd(known, step, log: log)
            }
            guard let pick = step.action.pick else { continue }
            report(pick, known: known, step, log: log)
        }
    }

    private static func reportCrowd(_ known: Int, _ step: StepDraft, log: FindingLog) {
        guard known > Limits.replicas else { return }
        log.report("that makes \(known) replicas; the most is \(Limits.replicas)", at: step.position(of: "count"))
    }

    private static func report(_ pick: Pick, known: Int, _ step: StepDraft, log: FindingLog) {
        switch pick {
        case .percent: break
        case .count(let count) where count > known:
            log.report("pick: \(count) of \(known) replicas", at: step.position(of: "pick"))
        case .count: break
        case .replicas(let numbers):
            for number in numbers where number > known {
                log.report("pick: there is no replica \(number), only 1 to \(known)", at: step.position(of: "pick"))
            }
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
        default: nil
        }
    }
}
