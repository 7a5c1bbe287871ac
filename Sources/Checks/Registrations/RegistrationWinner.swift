import History
import Scenario

/// A row that stood, and by when whatever had lost to it must have been withdrawn.
///
/// Nothing is withdrawn before a winner stands, and with each new one the time begins anew: so a loser is judged by the
/// first winner that stood long enough, whatever came behind it.
struct RegistrationWinner {
    let id: RegistrationID
    let client: FingerprintBits
    let generation: UInt64
    let since: Time
    /// When it stood no more, its secret ended, or the ledger was read.
    let until: Time
    /// When somebody was there to withdraw, and nothing kept the fleet from its Redis and from the server.
    private let able: Time
    /// When the next attempt came at the latest where the last ones were refused.
    private let retried: Time

    static func all(of id: RegistrationID, until read: Time, _ context: CheckContext) -> [RegistrationWinner] {
        context.registrations.rows(of: id).runs.filter(\.row.isGood).map {
            RegistrationWinner(id, $0, until: read, context)
        }
    }

    private init(_ id: RegistrationID, _ run: RowRun, until read: Time, _ context: CheckContext) {
        let ended = context.secretEnd(of: run.row.client, generation: run.row.generation, id)
        let until = min(run.until, read, ended)
        self.id = id
        (client, generation, since) = (run.row.client, run.row.generation, run.since)
        self.until = until
        able = Self.able(until: until, context)
        retried = Self.retried(id, until: until, context)
    }

    private static func able(until: Time, _ context: CheckContext) -> Time {
        let ready = context.lives.filter { $0.window.end >= until }.compactMap(\.window.ready).min() ?? .never
        let holds = context.model.holds.filter { $0.why != .dead }.map(\.span)
        let steps = context.plan.flattenedSteps.filter { !$0.action.faults.isEmpty }.map(\.action.label)
        let faults = (holds + context.spans(of: Set(steps))).filter { $0.from < until }
        return max(ready, faults.map(\.to).max() ?? .always)
    }

    /// A server that did not say no for ever is asked again.
    private static func retried(_ id: RegistrationID, until: Time, _ context: CheckContext) -> Time {
        context.lives.map { view in
            let failed = view.facts.registrations.calls.compactMap { call -> Time? in
                guard call.id == id, call.kind == .withdraw, let answer = call.answer, answer.at < until else {
                    return nil
                }
                return answer.isRetried ? answer.at : nil
            }
            guard let last = failed.max() else { return .always }
            let pause = context.registrationPoll << Int64(min(failed.count, 8))
            return last.later(by: min(pause, longestPause)).later(by: context.registrationLearn)
        }.max() ?? .always
    }

    private static let longestPause: Int64 = 66_000_000_000

    /// Whether it had beaten this one, which nobody had withdrawn when it had to be.
    ///
    /// The list is read with a poll; two polls after the winner who registered the loser withdraws it, and three polls
    /// later at most somebody else under a lease.
    func isOver(_ loser: FingerprintBits, _ context: CheckContext) -> Bool {
        let own = context.registrations.generation(of: loser, id) ?? 0
        guard client != loser, generation > own else { return false }
        let begin = max(since, able, lost(loser, context))
        let due = begin.later(by: 13 * context.registrationPoll / 2).later(by: context.leaseLife)
        return max(due.later(by: context.registrationLearn), retried) <= until
    }

    /// When it had lost, as far as that is not said by what stood there: its maker's last word on it.
    private func lost(_ loser: FingerprintBits, _ context: CheckContext) -> Time {
        guard let maker = context.registrations.maker(of: loser, id) else { return .always }
        let facts = context.lives.first { $0.life == maker.life }?.facts.registrations
        return max(maker.at, facts?.stores(of: loser, id).last?.at ?? maker.at)
    }
}

extension RegistrationFacts.Call.Answer {
    /// The server, or the network, did not say no for ever.
    fileprivate var isRetried: Bool {
        isOutcomeUnknown || status == 0 || status >= 500 || [408, 425, 429].contains(status)
    }
}
