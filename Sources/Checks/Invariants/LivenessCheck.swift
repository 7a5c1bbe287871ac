import History

/// After the last fault has healed, every healthy replica converges within `learn`; and every replica that lives gets
/// ready.
enum LivenessCheck: Check {
    static let name = "liveness"
    static let buildsOn = [ConvergenceCheck.name]
    /// The first read ends at the latest by its deadline; an order of magnitude more is never.
    private static let mostTimeToReady: Int64 = 5_000_000_000

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        for view in context.lives where view.window.ready == nil { judgeStart(view, context, &outcome) }
        let certain = context.slot.changes.indices.dropFirst(2).last {
            context.slot.changes[$0].isCertain && context.slot.changes[$0].acknowledged != .never
        }
        guard let final = certain else { return outcome }
        let healed = lastHealing(context)
        for view in context.lives { judge(view, final, healed, context, &outcome) }
        return outcome
    }

    private static func judgeStart(_ view: LifeView, _ context: CheckContext, _ outcome: inout CheckOutcome) {
        // How long a foreign program takes to start is no promise of ours; the run waits for it, and then gives up.
        guard let started = view.facts.started, !context.plan.isForeign else { return }
        let deadline = started.later(by: mostTimeToReady)
        guard deadline < view.window.end, !view.window.isHeld(started, deadline) else { return }
        outcome.add(
            context.violation(name, view.life, at: deadline, expected: "ready within 5 s of its start", "not ready"))
    }

    private static func lastHealing(_ context: CheckContext) -> Time {
        let holds = context.model.holds.map(\.span.to).filter { $0 != .never }
        let damages = context.model.operations.filter(\.isFault).compactMap(\.returned)
        return (holds + damages).max() ?? context.fleetReady
    }

    private static func judge(
        _ view: LifeView, _ final: Int, _ healed: Time, _ context: CheckContext, _ outcome: inout CheckOutcome
    ) {
        let bound = context.limits.learn
        let change = context.slot.changes[final]
        let deadline = view.window.shifted(max(healed, change.acknowledged).later(by: bound), bound: bound)
        guard deadline < view.window.end else { return }
        if let adoption = view.adoption(of: final), adoption <= deadline { return }
        outcome.add(
            context.violation(
                name, view.life, credential: change.credential, at: deadline,
                expected: "the last change applied, after the last fault has healed", "not applied"))
    }
}
