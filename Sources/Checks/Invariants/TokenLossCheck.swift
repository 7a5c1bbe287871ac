import History

/// What was acknowledged is there: tokens until their end, the last use of identities, the removal of users.
///
/// What a failover or an outage may have taken is counted and no violation: the scenario says how much is too much.
enum TokenLossCheck: Check {
    static let name = "token-losses"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        guard let plan = context.plan.tokens else { return outcome }
        let losses = TokenLosses(context.tokens, plan, skew: context.limits.skew)
        outcome.count("tokens.lost-writes", losses.losses.count, samples: losses.acknowledged)
        for loss in losses.unexcused {
            outcome.add(
                context.violation(
                    name, loss.life, at: loss.seen, expected: "\(loss.write.label) lasts",
                    "acknowledged, and \(loss.detail)"))
        }
        outcome.detail = "\(losses.losses.count) of \(losses.acknowledged) acknowledged writes lost"
        return outcome
    }
}
