import History

/// Operator operations and direct reads of the slot have one order that respects real time. Judged per reign of a primary:
/// where another one takes over, data may have gone, or the slot was damaged or emptied by intent, a new one begins, and
/// what breaks across it is a lost write. What an old primary still takes is judged by what becomes of it.
enum LinearizabilityCheck: Check {
    static let name = "linearizable-slot"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        guard context.isFenced else {
            outcome.skipped = "not judged: a plain slot has no versions"
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

    /// One server has lost data, if any, when it comes back. Of several, each loses its own when its process ends, and is
    /// otherwise the same before and behind an outage.
    private static func reignBreaks(_ context: CheckContext) -> [Span] {
        let model = context.model
        let outages = model.holds.filter { $0.why == .redisDown }.map(\.span)
        let exits = model.exits.filter { $0.role == .redis }.map { Span(from: $0.at, to: $0.at) }
        return (context.damageIntervals + (model.reigns.isSingle ? outages : exits)).merged
    }

    private static func violation(_ wrong: SlotOperation, _ context: CheckContext) -> Violation {
        let what = wrong.isWrite ? "a write got" : "a read returned"
        return context.violation(
            name, nil, at: wrong.returned, expected: "one order that respects real time",
            "\(what) \(wrong.version), called at \(context.milliseconds(wrong.called)) ms, "
                + "out of order with an operation that had already returned")
    }
}
