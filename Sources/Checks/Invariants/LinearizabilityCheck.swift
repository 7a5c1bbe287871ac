import History

/// Operator operations and direct reads of the slot have one order that respects real time. Judged per reign: where Redis
/// was away, or the slot was damaged or emptied by intent, a new one begins, and what breaks across it is a lost write.
enum LinearizabilityCheck: Check {
    static let name = "linearizable-slot"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        if let reason = reasonNotToJudge(context) {
            outcome.skipped = reason
            return outcome
        }
        let breaks = reignBreaks(context)
        var count = 0
        for reign in SlotReign.all(context.model, breaks) {
            count += reign.operations.count
            for wrong in reign.wrong() { outcome.add(violation(wrong, context)) }
        }
        outcome.detail = "\(count) operations and reads"
        return outcome
    }

    private static func reasonNotToJudge(_ context: CheckContext) -> String? {
        if !context.isFenced { return "not judged: a plain slot has no versions" }
        if context.plan.redis.topology != .standalone { return "not judged: samples do not say which node they read" }
        return nil
    }

    private static func reignBreaks(_ context: CheckContext) -> [Span] {
        let outages = context.model.holds.filter { $0.why == .redisDown }.map(\.span)
        return (context.damageIntervals + outages).merged
    }

    private static func violation(_ wrong: SlotOperation, _ context: CheckContext) -> Violation {
        let what = wrong.isWrite ? "a write got" : "a read returned"
        return context.violation(
            name, nil, at: wrong.returned, expected: "one order that respects real time",
            "\(what) \(wrong.version), called at \(context.milliseconds(wrong.called)) ms, "
                + "out of order with an operation that had already returned")
    }
}
