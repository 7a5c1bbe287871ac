import History
import Scenario

/// How long replicas take from their start to a registration at each upstream, and from a `cold-start` to the next one:
/// measured, not judged. Time of one that was held until then says nothing.
enum RegistrationResolveCheck: Check {
    static let name = "registration-resolve"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let holds = Dictionary(grouping: context.model.holds.filter { $0.why != .dead }, by: \.replica)
        let colds = coldStarts(context)
        var (samples, unresolved) = ([Int64](), 0)
        for view in context.lives {
            guard let started = view.facts.started else { continue }
            for id in context.registrations.ids {
                let uses = view.facts.registrations.uses(of: id).filter { !$0.isNothing && $0.at < view.window.end }
                if uses.isEmpty { unresolved += 1 }
                for begin in [started] + colds.filter({ started < $0 }) {
                    guard let use = uses.first(where: { $0.at >= begin }) else { continue }
                    let isHeld = holds[view.life.replica]?.contains { $0.span.touches(begin, use.at) } ?? false
                    if !isHeld { samples.append(use.at - begin) }
                }
            }
        }
        outcome.distribution("registration.resolve", samples)
        outcome.detail = "\(samples.count) pairs of replica and upstream, \(unresolved) never resolved"
        return outcome
    }

    private static func coldStarts(_ context: CheckContext) -> [Time] {
        context.plan.flattenedSteps.filter { $0.action.label == "cold-start" }.compactMap {
            context.model.steps[$0.number]?.began
        }
    }
}
