import History
import Scenario

/// How long replicas take from their start to a registration at each upstream, and from a `cold-start` to the next one:
/// measured, not judged. Time of one that was held until then says nothing.
///
/// Who starts with the whole fleet may begin when all have started: until then the authorization server stands still.
enum RegistrationResolveCheck: Check {
    static let name = "registration-resolve"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let holds = Dictionary(grouping: context.model.holds.filter { $0.why != .dead }, by: \.replica)
        let (colds, gates) = (coldStarts(context), gates(context))
        var (samples, unresolved) = ([Int64](), 0)
        for view in context.lives {
            guard let started = view.facts.started else { continue }
            for id in context.registrations.ids {
                let uses = view.facts.registrations.uses(of: id).filter { !$0.isNothing && $0.at < view.window.end }
                if uses.isEmpty { unresolved += 1 }
                for moment in [started] + colds.filter({ started < $0 }) {
                    guard let use = uses.first(where: { $0.at >= moment }) else { continue }
                    let begin = gates.first { $0.from <= moment && moment < $0.to && $0.to <= use.at }?.to ?? moment
                    let isHeld = holds[view.life.replica]?.contains { $0.span.touches(begin, use.at) } ?? false
                    if !isHeld { samples.append(use.at - begin) }
                }
            }
        }
        outcome.distribution("registration.resolve", samples)
        outcome.detail = "\(samples.count) pairs of replica and upstream, \(unresolved) never resolved"
        return outcome
    }

    /// When the authorization server stood still so that all begin at once: while the fleet starts, and in each cold start.
    private static func gates(_ context: CheckContext) -> [Span] {
        let starts = context.plan.flattenedSteps.filter { $0.action.label == "cold-start" }.compactMap { step in
            context.model.steps[step.number].flatMap { trace in
                trace.provedAt.map { Span(from: trace.began, to: $0) }
            }
        }
        return [Span(from: context.model.began, to: context.fleetReady)] + starts
    }

    private static func coldStarts(_ context: CheckContext) -> [Time] {
        context.plan.flattenedSteps.filter { $0.action.label == "cold-start" }.compactMap {
            context.model.steps[$0.number]?.began
        }
    }
}
