import History

/// How long Redis gave a replica no answer: from the last good operation to the first one after it, per replica.
/// Reported, not judged.
enum OutageCheck: Check {
    static let name = "outages"
    static let needsInsideKnowledge = true

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let outages = context.lives.flatMap { lengths($0, context) }
        outcome.distribution("redis.outage", outages, of: ["p50", "max"])
        let unharmed = outages.isEmpty ? livedThrough(context) : 0
        if unharmed > 0 {
            for statistic in ["p50", "max"] { outcome.duration("redis.outage.\(statistic)", 0, samples: unharmed) }
        }
        outcome.detail = "\(outages.count) times, a replica had no Redis"
        return outcome
    }

    /// How many lived while Redis was down or moving: nobody missed it.
    private static func livedThrough(_ context: CheckContext) -> Int {
        let outages = context.model.holds.filter { $0.why == .redisDown }
        return context.lives.filter { view in
            guard let ready = view.window.ready else { return false }
            return outages.contains {
                $0.replica == view.life.replica && ready <= $0.span.from && $0.span.to <= view.window.end
            }
        }.count
    }

    private static func lengths(_ view: LifeView, _ context: CheckContext) -> [Int64] {
        let ended = view.facts.outages.filter { !isOwn($0, view, context) && $0.to <= context.end }
        return (ended + [open(view, context)].compactMap { $0 }).map { $0.to - $0.from }
    }

    /// A replica that stood still missed its own heartbeats.
    private static func isOwn(_ outage: Span, _ view: LifeView, _ context: CheckContext) -> Bool {
        context.model.holds.contains {
            $0.why == .frozen && $0.replica == view.life.replica && $0.span.touches(outage.from, outage.to)
        }
    }

    /// One that lasts until the end: the replica is held for want of its Redis, and has had no good read for long.
    private static func open(_ view: LifeView, _ context: CheckContext) -> Span? {
        let end = view.window.end
        let hold = context.model.holds.first {
            ($0.why == .redisDown || $0.why == .cutOff) && $0.replica == view.life.replica && $0.span.touches(end, end)
        }
        guard let hold, end >= context.lives(of: view.life.replica).map(\.window.end).max() ?? end else { return nil }
        let status = context.statuses[view.life.replica]
        let read = status.flatMap { $0.incarnation == view.life.incarnation ? Time($0.lastGoodRead) : nil } ?? 0
        let from = read > 0 ? read : max(hold.span.from, view.window.started)
        return end - from > 2 * context.poll ? Span(from: from, to: end) : nil
    }
}
