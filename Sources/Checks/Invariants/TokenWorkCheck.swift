import History

/// The replicas did what was planned with tokens: a run in which they could not keep up shows less than it seems to.
enum TokenWorkCheck: Check {
    static let name = "token-work"
    /// One in ten.
    private static let mostOwed = 10

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let tokens = context.tokens
        let done = tokens.acts.count
        outcome.count("tokens.issued", tokens.count(.mintAccess), samples: done)
        outcome.count("tokens.used", tokens.count(.readAccess, .readRefresh), samples: done)
        outcome.count("tokens.rotated", tokens.count(.rotate), samples: done)
        outcome.count("tokens.revoked", tokens.count(.revoke), samples: done)
        outcome.count("tokens.redeemed", tokens.count(.redeem), samples: done)
        outcome.detail = "\(done) calls, \(tokens.owed) owed"
        if tokens.owed > 0, tokens.owed * mostOwed > done {
            outcome.inconclusive.append("the replicas owe \(tokens.owed) calls on the storage, and made \(done)")
        }
        return outcome
    }
}
