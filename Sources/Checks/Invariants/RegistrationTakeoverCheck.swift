import History
import Scenario

/// How long replicas wait that wait for a holder of the lease that died: from its death, or from their own start behind it,
/// to what they use then. Measured, not judged; time in which they were held, or the server stood still, says nothing.
///
/// Who dies with the whole fleet in a cold start leaves no lease behind.
enum RegistrationTakeoverCheck: Check {
    static let name = "registration-takeover"

    static func applies(to context: CheckContext) -> Bool { context.hasRegistrations }

    private struct Death {
        var id: RegistrationID
        var life: Life
        var at: Time
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let gates = StartGates(context)
        let holds = Dictionary(grouping: context.model.holds.filter { $0.why != .dead }, by: \.replica)
        let deaths = context.registrations.ids.flatMap { id in context.lives.compactMap { death(of: $0, id, context) } }
        var samples: [Int64] = []
        for death in deaths {
            // Of two that die one after the other the second one's lease is what the others wait for.
            let next = deaths.filter { $0.id == death.id && $0.at > death.at }.map(\.at).min() ?? .never
            for view in context.lives {
                guard let wait = wait(of: view, behind: death, gates, context), wait.to < next,
                    !(holds[view.life.replica]?.contains { $0.span.touches(wait.from, wait.to) } ?? false)
                else { continue }
                samples.append(wait.to - wait.from)
            }
        }
        outcome.distribution("registration.takeover", samples)
        outcome.detail = "\(deaths.count) holders died, \(samples.count) waits"
        return outcome
    }

    /// Killed with the lease in its hands; who stops gives it back.
    private static func death(of view: LifeView, _ id: RegistrationID, _ context: CheckContext) -> Death? {
        let (facts, end) = (view.facts, view.window.end)
        guard facts.stopping == nil, facts.ended == nil, end < context.end, isHolding(view, id),
            context.model.holds.contains(where: { $0.why == .dead && $0.life == view.life })
        else { return nil }
        let isCold = context.spans(of: ["cold-start"]).contains {
            $0.from <= end && end <= $0.to && view.window.started < $0.from
        }
        return isCold ? nil : Death(id: id, life: view.life, at: end)
    }

    private static func isHolding(_ view: LifeView, _ id: RegistrationID) -> Bool {
        let news = view.facts.registrations.leases.last { $0.id == id && $0.at <= view.window.end }
        return news?.change == .taken || news?.change == .extended
    }

    /// Nil for one that had something to use, that came when the lease was over, or that never got anything.
    private static func wait(
        of view: LifeView, behind death: Death, _ gates: StartGates, _ context: CheckContext
    ) -> Span? {
        let window = view.window
        guard view.life != death.life, window.end > death.at, window.started < death.at.later(by: context.leaseLife),
            view.registration(of: death.id, at: death.at) == .none
        else { return nil }
        let moment = max(death.at, window.started)
        let use = view.facts.registrations.uses(of: death.id).first { !$0.isNothing && $0.at >= moment }
        guard let use, use.at < window.end else { return nil }
        return Span(from: gates.begin(moment, until: use.at), to: use.at)
    }
}
