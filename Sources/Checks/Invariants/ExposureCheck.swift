/// How long a retired credential was accepted by replicas that could not know better: reported, not judged.
/// `stale` while one was held, `start` between the start of one and its first `refuse` after saying ready.
enum ExposureCheck: Check {
    static let name = "exposure"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (longestStale, longestStart) = (Int64(0), Int64(0))
        let holds = context.lives.reduce(0) { $0 + $1.window.held.count }
        for kind in context.kinds where !kind.isOfEnvironments {
            let stale = context.lives.map { $0.probes[kind].staleExposure }.max() ?? 0
            let start = context.lives.map { $0.probes[kind].startExposure }.max() ?? 0
            outcome.duration("\(kind.rawValue).stale-exposure.max", stale, samples: holds)
            outcome.duration("\(kind.rawValue).start-exposure.max", start, samples: context.lives.count)
            (longestStale, longestStart) = (max(longestStale, stale), max(longestStart, start))
        }
        outcome.detail =
            "stale at most \(longestStale.milliseconds) ms, after a start \(longestStart.milliseconds) ms"
        return outcome
    }
}
