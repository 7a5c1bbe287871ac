import History
import Scenario

/// Every step of the plan was performed: a step that failed shows nothing, and the run no more than what is left of it.
///
/// A change of the slot, or of a managed key, may be refused while another step keeps Redis away or ill, or has damaged the slot; that is what
/// such a scenario is about. An `await` is judged by a check of its own.
enum StepCheck: Check {
    static let name = "steps"
    /// Faults that no operator can feel.
    private static let faultsOfReplicas: Set<StepFault> = [
        .replicaKilled, .replicaStopped, .replicaFrozen, .clockSkewed,
        .fleetStartedCold, .registrationsExpired, .registrationDeleted, .serverMisbehaved, .leaseHolderKilled,
        .replicaKilled, .replicaStopped, .replicaFrozen, .clockSkewed, .startsHeld, .startsFailed, .startsRefused,
        .connectionsDropped,
    ]

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var performed = 0
        let disturbances = disturbances(context)
        for step in context.plan.flattenedSteps {
            guard let trace = context.model.steps[step.number], !step.action.isAwait else { continue }
            if let reason = reason(trace, step.action, disturbances, context) {
                outcome.inconclusive.append("\(step.action.label) at \(step.at / 1_000_000)ms \(reason)")
            } else {
                performed += 1
            }
        }
        outcome.detail = "\(performed) steps performed"
        return outcome
    }

    /// Why it shows nothing; nil when it does.
    private static func reason(
        _ trace: StepTrace, _ action: StepAction, _ disturbances: [Span], _ context: CheckContext
    ) -> String? {
        guard let ended = trace.ended else { return context.model.isInterrupted ? nil : "did not end" }
        guard trace.outcome == .failed else { return nil }
        if action.isChange, disturbances.contains(where: { $0.touches(trace.began, ended) }) { return nil }
        return "failed"
    }

    /// When an operator could not be expected to get through.
    private static func disturbances(_ context: CheckContext) -> [Span] {
        let outages = context.model.holds.filter { $0.why == .redisDown || $0.why == .cutOff }.map(\.span)
        let faults = context.plan.flattenedSteps.compactMap { step -> Span? in
            guard let trace = context.model.steps[step.number], !faultsOfReplicas.isSuperset(of: step.action.faults)
            else { return nil }
            return Span(from: trace.began, to: trace.ended ?? .never)
        }
        let known = outages + faults + context.damageIntervals
        return known.map { Span(from: $0.from, to: $0.to.later(by: context.limits.learn)) }
    }
}

extension StepAction {
    fileprivate var isAwait: Bool { if case .awaitConverged = self { true } else { false } }

    fileprivate var isChange: Bool {
        switch self {
        case .rotateAdminKey, .revokeAdminKey, .endGrace: true
        case .createKey, .firstKey, .deactivateKey, .deactivateStorm, .expireKeys, .floodKeys: true
        case .addEnvironment, .removeEnvironment, .rotateSDKKey, .rotateMobileKey, .setAdditionalKeys,
            .promoteAdditional, .rotateBack, .staleNotice, .selfRotation, .environmentStorm:
            true
        case .revokeSession, .revokeUser, .redeemBurst, .rotateBurst: true
        default: false
        }
    }
}
