import History
import Scenario

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

    /// A server that died before any step was to end one of its kind, or a helper that died at all.
    private static func unexpectedExits(_ context: CheckContext) -> [String] {
        context.model.exits.filter { exit in
            guard exit.at < context.model.end, exit.life == nil else { return false }
            return !ends(exit.role, before: exit.at, context)
        }.map { "a \($0.role) process died at \(context.milliseconds($0.at)) ms" }
    }

    private static func ends(_ role: ProcessRole, before time: Time, _ context: CheckContext) -> Bool {
        context.plan.flattenedSteps.contains { step in
            guard step.action.ends == role else { return false }
            return context.model.steps[step.number].map { $0.began <= time } ?? true
        }
    }
}

extension StepAction {
    /// What sort of server it ends.
    fileprivate var ends: ProcessRole? {
        switch self {
        case .stopRedis, .killRedis: .redis
        case .killSentinel: .sentinel
        default: nil
        }
    }
}
