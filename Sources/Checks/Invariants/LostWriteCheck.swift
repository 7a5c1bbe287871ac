import History

/// Counts acknowledged writes that a fault undid for good, and how long Redis was away. Not a violation by itself: a
/// Redis without the right to keep them loses them; the scenario says how many are too many.
enum LostWriteCheck: Check {
    static let name = "lost-writes"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let acknowledged = context.model.operations.filter {
            $0.changesSlot && ($0.outcome == .ok || $0.outcome == .lost)
        }
        let lost = context.slot.lost.map { context.model.operations[$0] }
        let lostRotations = lost.filter { $0.kind == .rotate }.count
        outcome.count("redis.lost-writes", lost.count, samples: acknowledged.count)
        outcome.count(
            "lost-rotations", lostRotations, samples: acknowledged.filter { $0.kind == .rotate }.count)
        let rotations = context.model.operations.filter { $0.kind == .rotate }
        let superseded = rotations.filter { $0.outcome == .superseded }.count
        outcome.count("superseded-rotations", superseded, samples: rotations.count)
        outcome.count("failovers.failed", 0, samples: 0)  // the model of a run keeps no elections yet
        outcome.distribution("redis.outage", outages(context), of: ["p50", "max"])
        outcome.detail = "\(lost.count) of \(acknowledged.count) acknowledged writes lost"
        return outcome
    }

    /// One per outage, not one per replica that it held.
    private static func outages(_ context: CheckContext) -> [Int64] {
        let spans = context.model.holds.filter { $0.why == .redisDown }.map {
            Span(from: $0.span.from, to: min($0.span.to, context.end))
        }
        return spans.merged.map { $0.to - $0.from }
    }
}
