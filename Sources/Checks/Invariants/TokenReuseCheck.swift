import History
import Scenario

/// A token that was used up is known to be so: a second use of a refresh token says "reused", or that the family is revoked,
/// and a second use of a code says "used", for as long as the mark of the first one lives.
enum TokenReuseCheck: Check {
    static let name = "token-reuse"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        guard let plan = context.plan.tokens else { return outcome }
        var judged = 0
        for contest in Contest.all(of: context.tokens) {
            guard let winner = contest.winners.first else { continue }
            for attempt in contest.attempts where attempt.called > winner.returned {
                guard attempt.outcome == .missing || Self.isKnown(attempt.outcome) else { continue }
                guard attempt.returned < Self.end(of: contest, winner, context.tokens, plan) else { continue }
                judged += 1
                guard attempt.outcome == .missing else { continue }
                guard !context.tokens.perils.lie(between: winner, and: attempt.returned) else { continue }
                outcome.add(
                    context.violation(
                        name, attempt.life, at: attempt.returned,
                        expected: "\(attempt.label) is seen to be a second use",
                        "the storage says that it never was there"))
            }
        }
        outcome.detail = "\(judged) second uses"
        return outcome
    }

    private static func isKnown(_ outcome: TokenOutcome) -> Bool {
        outcome == .used || outcome == .reused || outcome == .revoked
    }

    /// The mark of a code lives half an hour; that of a refresh token as long as the token would have.
    private static func end(
        of contest: Contest, _ winner: TokenAct, _ tokens: TokenHistory, _ plan: TokensPlan
    ) -> Time {
        if contest.isCode { return winner.called.later(by: usedCodeLife) }
        let mint = tokens.families[contest.family]?.first {
            $0.kind == .mintRefresh && $0.generation == contest.generation && $0.mayHaveTakenEffect
        }
        return (mint?.called ?? winner.called).later(by: Int64(clamping: plan.refreshTTL))
    }

    private static let usedCodeLife: Int64 = 1_800_000_000_000
}
