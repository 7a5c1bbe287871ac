import History

/// At rest every row that an index must name is named, and every key is one of the storage's own. Members that name nothing
/// are leaks, keys without an end belong to the check of ends.
///
/// A storage that nobody looked through at the end shows nothing, whatever else was seen.
enum TokenAuditCheck: Check {
    static let name = "token-audit"

    static func applies(to context: CheckContext) -> Bool { context.plan.tokens != nil }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        for (at, audit) in context.tokens.audits where audit.unindexed + audit.unknown > 0 {
            outcome.add(
                context.violation(
                    name, nil, at: at, expected: "every row is in its indexes",
                    "\(audit.unindexed) rows are in none, \(audit.unknown) keys are of no kind of the storage's"))
        }
        if context.tokens.audits.isEmpty {
            outcome.inconclusive.append("nobody looked through the storage of tokens at the end")
        }
        outcome.detail = "\(context.tokens.audits.last?.audit.keys ?? 0) keys"
        return outcome
    }
}
