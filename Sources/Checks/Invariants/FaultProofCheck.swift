import History

/// Every step of the plan was made, and every fault that it injects provably took effect: a run in which a kill hit nobody
/// shows nothing.
enum FaultProofCheck: Check {
    static let name = "faults-proved"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var proved = 0
        for step in context.plan.flattenedSteps {
            let label = "\(step.action.label) at \(step.at / 1_000_000)ms"
            guard let trace = context.model.steps[step.number] else {
                if !context.model.isInterrupted { outcome.inconclusive.append("\(label) was never begun") }
                continue
            }
            if trace.proofs < step.action.faults.count {
                outcome.inconclusive.append("no proof that \(label) took effect")
            } else if !step.action.faults.isEmpty {
                proved += 1
            }
        }
        outcome.inconclusive += unexpectedExits(context)
        outcome.detail = "\(proved) faults proved"
        return outcome
    }

    /// A server or a helper that died without being asked to.
    private static func unexpectedExits(_ context: CheckContext) -> [String] {
        let stopsServers = context.plan.flattenedSteps.contains { step in
            switch step.action {
            case .stopRedis, .killRedis, .killSentinel: true
            default: false
            }
        }
        return context.model.exits.filter { exit in
            guard exit.at < context.model.end, exit.life == nil else { return false }
            return exit.role == .helper || !stopsServers
        }.map { "a \($0.role) process died at \(context.milliseconds($0.at)) ms" }
    }
}
