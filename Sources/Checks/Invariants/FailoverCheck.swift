import History

/// Counts the attempts to fail over that came to nothing: the next one comes only after twice the time-out, so that an
/// outage is many times as long. Reported, not judged.
enum FailoverCheck: Check {
    static let name = "failovers"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let timeout = Int64(clamping: context.plan.redis.failoverTimeout)
        let elections = Elections(context.model.announcements, failoverTimeout: timeout).all
        let failed = elections.filter(\.hasFailed).count
        outcome.count("failovers.failed", failed, samples: elections.count)
        outcome.detail = "\(failed) of \(elections.count) failovers failed"
        return outcome
    }
}
