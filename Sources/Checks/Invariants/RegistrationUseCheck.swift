import History
import Scenario

/// What stands in the store can be used: whoever has had the time to adopt it is let in at the upstream, and the server
/// itself has let in as often as replicas say that it did.
///
/// Not judged: who was held, what the server was made to refuse, and what was asked while it misbehaved.
enum RegistrationUseCheck: Check {
    static let name = "registration-uses"

    static func applies(to context: CheckContext) -> Bool {
        context.hasRegistrations && (!context.model.shown.isEmpty || !steps(context).isEmpty)
    }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (accepted, judged) = (0, 0)
        for id in context.registrations.ids {
            let shown = context.model.shown.filter { $0.id == id }
            let own = shown.count { $0.result == .accepted }
            accepted += own
            let debts = UseDebts(id, context)
            for each in shown {
                guard let row = debts.row(behind: each) else { continue }
                judged += 1
                if each.result != .accepted { outcome.add(violation(each, row, context)) }
            }
            if let problem = unseen(own, id, context) { outcome.add(problem) }
        }
        outcome.inconclusive += silent(context)
        outcome.count(
            "registration.uses", accepted, samples: context.model.shown.count { $0.result != .gone })
        outcome.detail = "\(accepted) of \(context.model.shown.count) uses accepted, \(judged) had to be"
        return outcome
    }

    private static func steps(_ context: CheckContext) -> [FlatStep] {
        context.plan.flattenedSteps.filter { if case .useRegistrations = $0.action { true } else { false } }
    }

    /// A step that ended well and asked nobody shows nothing.
    private static func silent(_ context: CheckContext) -> [String] {
        steps(context).compactMap { step in
            guard let trace = context.model.steps[step.number], let ended = trace.ended, trace.outcome == .ok,
                !context.model.shown.contains(where: { trace.began <= $0.called && $0.called <= ended })
            else { return nil }
            return "\(step.action.label) at \(step.at / 1_000_000)ms asked nobody"
        }
    }

    private static func violation(
        _ shown: ShownRegistration, _ row: RowSighting, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, shown.life, shown.id, row.client, at: shown.called,
            expected: "accepted, with \(row.client) in the store since \(context.milliseconds(row.returned)) ms",
            shown.result.text)
    }

    /// Nothing is said of a ledger that was not read.
    private static func unseen(_ accepted: Int, _ id: RegistrationID, _ context: CheckContext) -> Violation? {
        let ledger = context.registrations.ledger(of: id)
        let seen = ledger.reduce(0) { $0 + $1.uses }
        guard let read = ledger.first?.read, seen < accepted else { return nil }
        return context.violation(
            name, nil, id, .none, at: read, expected: "\(accepted) uses that the server let in, as replicas say",
            "it let in \(seen)")
    }
}

/// When a replica that is asked must be let in.
private struct UseDebts {
    private let id: RegistrationID
    private let context: CheckContext
    private let rows: RowSightings
    private let windows: [Life: LifeWindow]
    private let faults: [Span]
    /// When the server ended the secrets of this upstream, before their time and without a word.
    private let endings: [Span]
    private let forgotten: Set<FingerprintBits>

    init(_ id: RegistrationID, _ context: CheckContext) {
        self.id = id
        self.context = context
        rows = context.registrations.rows(of: id)
        windows = Dictionary(context.lives.map { ($0.life, $0.window) }) { first, _ in first }
        faults = context.serverFaults
        let own = context.upstream(id)
        endings = context.plan.flattenedSteps.compactMap { step in
            guard case .expireRegistrations(let how) = step.action, how.upstream ?? own == own else { return nil }
            return context.model.steps[step.number].map { Span(from: $0.began, to: $0.ended ?? .never) }
        }
        let lost = context.registrations.ledger(of: id).filter { $0.state == .forgotten }
        forgotten = Set(lost.map(\.client))
    }

    /// What stands in the store, and must let it in.
    func row(behind shown: ShownRegistration) -> RowSighting? {
        let learn = context.registrationLearn
        let row = rows.all.first { $0.isGood && $0.returned <= shown.called && shown.returned < $0.until }
        guard shown.result != .gone, let row, let window = windows[shown.life], shown.returned < window.end,
            window.shifted(row.returned.later(by: learn), bound: learn) <= shown.called,
            !window.isHeld(shown.called, shown.returned), isUsable(row, at: shown.returned, window),
            !faults.contains(where: { $0.touches(shown.called, shown.returned) })
        else { return nil }
        return row
    }

    private func isUsable(_ row: RowSighting, at time: Time, _ window: LifeWindow) -> Bool {
        let end = context.secretEnd(of: row.client, generation: row.generation, id)
        let early = context.limits.timed + context.limits.skew + window.clockOffset
        guard time < end.later(by: -early), !forgotten.contains(row.client) else { return false }
        let made = context.registrations.maker(of: row.client, id)?.sent ?? .always
        return !endings.contains { $0.from <= time && made <= $0.to }
    }
}

extension ShownResult {
    fileprivate var text: String {
        switch self {
        case .accepted: "accepted"
        case .refused: "refused: it is no client of the server's, or not with that secret"
        case .failed: "another answer than yes or no"
        case .unanswered: "the server did not answer"
        case .nothing: "it had nothing to show"
        case .gone: "it did not answer"
        }
    }
}
