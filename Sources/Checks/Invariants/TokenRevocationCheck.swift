import History

/// A family that was revoked is refused to everybody at the next call (RFC 7009), and nothing is added to it any more; a
/// second use of an exchanged refresh token revokes it as an order does (RFC 9700, section 4.14).
///
/// What a failover may have undone is counted as stale all the same, and as a lost write; it is no violation.
enum TokenRevocationCheck: Check {
    static let name = "token-revocation"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (stale, judged) = (0, 0)
        for (_, acts) in context.tokens.ordered {
            guard let revocation = Revocation(acts, isConfirming: context.tokens.isConfirming) else { continue }
            judged += acts.count { $0.called > revocation.proof.returned && $0.isRead && $0.outcome != .failed }
            stale += revocation.defied.count { $0.isRead }
            for act in revocation.defied {
                guard !context.tokens.perils.lie(between: revocation.proof, and: act.returned) else { continue }
                outcome.add(violation(act, revocation, context))
            }
        }
        outcome.count("tokens.stale-reads", stale, samples: judged)
        outcome.detail = "\(judged) reads of revoked families"
        return outcome
    }

    private static func violation(_ act: TokenAct, _ revocation: Revocation, _ context: CheckContext) -> Violation {
        let late = (act.called - revocation.proof.returned).milliseconds
        return context.violation(
            name, act.life, at: act.returned, expected: "family \(act.family) is refused",
            "\(act.label) was granted \(late) ms after the revocation was known")
    }
}
