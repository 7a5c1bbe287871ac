import History

/// Every code and every refresh token has exactly one who gets it, however many try.
///
/// Two who got it are a violation where nothing can have been lost between them, and always where each had its win
/// confirmed by all Redis replicas. Nobody is one where somebody was told that another one had it.
enum TokenWinnerCheck: Check {
    static let name = "token-winners"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let contests = Contest.all(of: context.tokens)
        let doubles = contests.reduce(0) { $0 + max(0, $1.winners.count - 1) }
        outcome.count("tokens.double-redemptions", doubles, samples: contests.count)
        for contest in contests {
            judgeDoubles(contest, context, &outcome)
            judgeNobody(contest, context, &outcome)
        }
        for race in context.tokens.races { judge(race, contests, context, &outcome) }
        outcome.detail = "\(contests.count) codes and refresh tokens"
        return outcome
    }

    /// Confirmed by every Redis replica there is, a win is on whichever of them comes to reign.
    private static func isConfirmedByAll(_ context: CheckContext) -> Bool {
        guard let confirm = context.plan.tokens?.confirm, confirm > 0 else { return false }
        return confirm >= context.plan.redis.replicas
    }

    private static func judgeDoubles(_ contest: Contest, _ context: CheckContext, _ outcome: inout CheckOutcome) {
        for (first, second) in zip(contest.winners, contest.winners.dropFirst()) {
            let isExcused = context.tokens.perils.lie(between: first, and: second.returned)
            guard !isExcused || isConfirmedByAll(context) else { continue }
            outcome.add(
                context.violation(
                    name, second.life, at: second.returned, expected: "one winner: \(first.label)",
                    "\(second.label) succeeds too, \((second.returned - first.returned).milliseconds) ms later"))
        }
    }

    /// A replica that died in the middle of it may have had it.
    private static func judgeNobody(_ contest: Contest, _ context: CheckContext, _ outcome: inout CheckOutcome) {
        guard contest.winners.isEmpty, !contest.isUncertain, contest.isTakenByOthers,
            let loser = contest.attempts.first(where: { $0.outcome == .used || $0.outcome == .reused }),
            !isRaced(contest, context), !context.tokens.someoneDied(from: .always, to: loser.returned),
            !context.tokens.perils.lie(from: .always, to: loser.returned)
        else { return }
        outcome.add(
            context.violation(
                name, loser.life, at: loser.returned, expected: "somebody has it",
                "\(loser.label) is told that it was taken, and nobody is on record to have it"))
    }

    private static func isRaced(_ contest: Contest, _ context: CheckContext) -> Bool {
        context.tokens.races.contains { $0.families.contains(contest.family) }
    }

    /// In a race losers are only counted: when all came through, each family has its winner.
    private static func judge(
        _ race: TokenRaceFacts, _ contests: [Contest], _ context: CheckContext, _ outcome: inout CheckOutcome
    ) {
        let parts = context.tokens.parts.filter { $0.race == race.race }
        let hasAll = parts.count == race.racers && parts.allSatisfy { $0.failed == 0 }
        guard hasAll, !context.tokens.perils.lie(from: race.began, to: context.end) else { return }
        let decided = Set(
            contests.filter { race.families.contains($0.family) && (!$0.winners.isEmpty || $0.isUncertain) }
                .map(\.family))
        let missing = race.families.count - decided.count
        guard missing > 0, let first = race.families.first(where: { !decided.contains($0) }) else { return }
        outcome.add(
            context.violation(
                name, nil, at: race.began, expected: "\(race.families.count) winners of race \(race.race)",
                "\(missing) have none, the first of them family \(first)"))
    }
}
