import History

/// Whoever exchanges a refresh token takes every access token of the family out of use that was issued before: a read of one
/// that begins after the exchange was known is refused.
///
/// What a failover may have undone is no violation. Nor is a token that somebody may have issued anew since.
enum TokenRotationCheck: Check {
    static let name = "token-rotation"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var judged = 0
        for (_, acts) in context.tokens.ordered {
            let exchanges = acts.filter { $0.isExchange && $0.outcome == .done }
            guard !exchanges.isEmpty else { continue }
            let mints = acts.filter { $0.kind == .mintAccess && $0.mayHaveTakenEffect }
            for read in acts where read.kind == .readAccess && (read.outcome == .done || read.outcome == .missing) {
                guard let exchange = exchange(before: read, exchanges, mints) else { continue }
                judged += 1
                guard read.outcome == .done else { continue }
                guard !context.tokens.perils.lie(between: exchange, and: read.returned) else { continue }
                outcome.add(violation(read, exchange, context))
            }
        }
        outcome.detail = "\(judged) reads of access tokens that an exchange took out of use"
        return outcome
    }

    /// The first one to be known that took the token of a read out of use; nil where there is none before the read, or where
    /// the token may have come after it: its issue was under way then, or nobody can say when it took effect.
    private static func exchange(before read: TokenAct, _ exchanges: [TokenAct], _ mints: [TokenAct]) -> TokenAct? {
        let own = mints.filter { $0.generation == read.generation }
        return exchanges.first { exchange in
            exchange.generation >= read.generation && exchange.returned < read.called
                && own.allSatisfy { $0.outcome != .unknown && $0.returned < exchange.called }
        }
    }

    private static func violation(_ read: TokenAct, _ exchange: TokenAct, _ context: CheckContext) -> Violation {
        let late = (read.called - exchange.returned).milliseconds
        return context.violation(
            name, read.life, at: read.returned,
            expected: "\(read.label) is refused: \(exchange.label) took it out of use",
            "granted \(late) ms after the exchange was known")
    }
}
