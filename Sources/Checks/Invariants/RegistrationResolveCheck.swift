import History
import Scenario

/// How long replicas take from their start to a registration at each upstream, and from a `cold-start` to the next one:
/// measured, not judged. Time of one that was held until then says nothing.
///
/// Who starts with the whole fleet may begin when all have started: until then the authorization server stands still. Who is
/// alone in a `cold-start` shows what it costs where nobody is in the way, `registration.resolve.alone`: the fleet is compared
/// with that, `registration.resolve.over-alone`.
enum RegistrationResolveCheck: Check {
    static let name = "registration-resolve"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    private struct Samples {
        var fleet: [Int64] = []
        var alone: [Int64] = []
        var unresolved = 0
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let samples = samples(context)
        outcome.distribution("registration.resolve", samples.fleet)
        if !ofOne(context).isEmpty {
            outcome.distribution("registration.resolve.alone", samples.alone)
            outcome.ratio(
                "registration.resolve.over-alone", of: "registration.resolve.p99", to: "registration.resolve.alone.p50")
        }
        outcome.detail =
            "\(samples.fleet.count + samples.alone.count) pairs of replica and upstream, "
            + "\(samples.unresolved) never resolved"
        return outcome
    }

    private static func samples(_ context: CheckContext) -> Samples {
        var samples = Samples()
        let holds = Dictionary(grouping: context.model.holds.filter { $0.why != .dead }, by: \.replica)
        let (colds, gates, alone) = (coldStarts(context), StartGates(context), lonely(context))
        for view in context.lives {
            guard let started = view.facts.started else { continue }
            for id in context.registrations.ids {
                let uses = view.facts.registrations.uses(of: id).filter { !$0.isNothing && $0.at < view.window.end }
                if uses.isEmpty { samples.unresolved += 1 }
                for moment in [started] + colds.filter({ started < $0 }) {
                    guard let use = uses.first(where: { $0.at >= moment }) else { continue }
                    let begin = gates.begin(moment, until: use.at)
                    let isHeld = holds[view.life.replica]?.contains { $0.span.touches(begin, use.at) } ?? false
                    guard !isHeld else { continue }
                    if alone.contains(view.life), moment == started {
                        samples.alone.append(use.at - begin)
                    } else {
                        samples.fleet.append(use.at - begin)
                    }
                }
            }
        }
        return samples
    }

    private static func coldStarts(_ context: CheckContext) -> [Time] {
        context.plan.flattenedSteps.filter { $0.action.label == "cold-start" }.compactMap {
            context.model.steps[$0.number]?.began
        }
    }

    /// Cold starts that the plan has of one replica.
    private static func ofOne(_ context: CheckContext) -> [FlatStep] {
        context.plan.flattenedSteps.filter { step in
            guard case .coldStart(let how) = step.action else { return false }
            switch how.pick {
            case .count(let count): return count == 1
            case .replicas(let numbers): return numbers.count == 1
            case .percent: return false
            }
        }
    }

    /// Those that a cold start brought up with nobody beside them.
    private static func lonely(_ context: CheckContext) -> Set<Life> {
        let brought = ofOne(context).compactMap { context.model.steps[$0.number] }.map { trace in
            context.lives.filter {
                trace.began <= $0.window.started && $0.window.started <= trace.ended ?? .never
            }.map(\.life)
        }
        return Set(brought.filter { $0.count == 1 }.joined())
    }
}
