import History
import Scenario

/// Nothing is readable past its end, and no key is without an end that should have one.
enum TokenTTLCheck: Check {
    static let name = "token-ttl"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        guard let plan = context.plan.tokens else { return outcome }
        var (judged, violations) = (0, 0)
        for (_, acts) in context.tokens.ordered {
            let mints = Dictionary(grouping: acts.filter { $0.isMint && $0.mayHaveTakenEffect }, by: Token.init)
            for read in acts where read.isRead && (read.outcome == .done || read.outcome == .missing) {
                guard let end = end(of: read, mints, plan, context) else { continue }
                judged += 1
                guard read.outcome == .done, read.called > end else { continue }
                violations += 1
                outcome.add(
                    context.violation(
                        name, read.life, at: read.returned,
                        expected: "\(read.label) is refused: it ended at \(context.milliseconds(end)) ms", "granted"))
            }
        }
        for (at, audit) in context.tokens.audits {
            judged += Int(audit.keys)
            let endless = Int(audit.endless + audit.shortIndexes)
            violations += endless
            guard endless > 0 else { continue }
            outcome.add(
                context.violation(
                    name, nil, at: at, expected: "every key ends, and no index before its members",
                    "\(audit.endless) keys without an end, \(audit.shortIndexes) indexes that are too short"))
        }
        outcome.count("tokens.ttl-violations", violations, samples: judged)
        outcome.detail = "\(judged) reads and keys"
        return outcome
    }

    /// One token, whatever is done with it.
    private struct Token: Hashable {
        let generation: UInt32
        let isAccess: Bool
        init(_ act: TokenAct) {
            generation = act.generation
            isAccess = act.kind == .mintAccess || act.kind == .readAccess
        }
    }

    /// When a token has certainly ended; nil when nobody is on record to have made it, or not to its end. A repeat of the call that made
    /// it, with an outcome that nobody knows, may come as late as its deadline.
    private static func end(
        of read: TokenAct, _ mints: [Token: [TokenAct]], _ plan: TokensPlan, _ context: CheckContext
    ) -> Time? {
        guard let latest = mints[Token(read)]?.map(\.returned).max() else { return nil }
        let life = read.kind == .readAccess ? plan.accessTTL : plan.refreshTTL
        return latest.later(by: Int64(clamping: life)).later(by: context.limits.timed)
    }
}
