import History

/// When the authorization server stood still so that all begin at once: while the fleet starts, and in each cold start.
struct StartGates {
    private let all: [Span]

    init(_ context: CheckContext) {
        let starts = context.plan.flattenedSteps.filter { $0.action.label == "cold-start" }.compactMap { step in
            context.model.steps[step.number].flatMap { trace in
                trace.provedAt.map { Span(from: trace.began, to: $0) }
            }
        }
        all = [Span(from: context.model.began, to: context.fleetReady)] + starts
    }

    /// From when somebody could go on who has got what it wanted at the other time.
    func begin(_ moment: Time, until got: Time) -> Time {
        all.first { $0.from <= moment && moment < $0.to && $0.to <= got }?.to ?? moment
    }
}
