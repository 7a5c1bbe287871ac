import History

/// Every replica that is alive applies each change of the slot, or a later one, within `learn` of its acknowledgement;
/// time in which it was held, or had not started, does not count.
///
/// Measured from the invocation, for replicas that were ready then and not held until they had it.
enum ConvergenceCheck: Check {
    static let name = "convergence"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var samples = ConvergenceSamples()
        for state in context.slot.changes.indices.dropFirst(2) {
            let change = context.slot.changes[state]
            guard change.isCertain, change.acknowledged != .never else { continue }
            for view in context.lives { judge(view, state, change, context, &outcome, &samples) }
        }
        samples.measure("admin-key", &outcome)
        return outcome
    }

    private static func judge(
        _ view: LifeView, _ state: Int, _ change: SlotChange, _ context: CheckContext, _ outcome: inout CheckOutcome,
        _ samples: inout ConvergenceSamples
    ) {
        let adoption = view.adoption(of: state)
        if let applied = view.application(of: state), applied.at == adoption, let ready = view.window.ready,
            ready <= change.invoked, !view.window.isHeld(change.invoked, applied.at)
        {
            samples.add(
                at: applied.at, invoked: change.invoked, acknowledged: change.acknowledged, path: "\(applied.path)")
        }
        let bound = context.limits.learn
        let deadline = view.window.shifted(change.acknowledged.later(by: bound), bound: bound)
        guard deadline < view.window.end, adoption ?? .never > deadline else { return }
        let isNewest = state == context.slot.changes.count - 1
        let late = adoption.map { "applied it, or a later one, at \(context.milliseconds($0)) ms" }
        outcome.add(
            context.violation(
                name, view.life, credential: change.credential, at: deadline,
                expected: "the change of \(context.milliseconds(change.invoked)) ms applied by then",
                late ?? (isNewest ? "never applied it" : "never applied it, nor a later one")))
    }
}
