/// How long a retired credential was accepted by replicas that could not know better: reported, not judged.
/// `stale` while one was held, `start` between the start of one and its first `refuse` after saying ready.
enum ExposureCheck: Check {
    static let name = "exposure"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let stale = context.lives.map(\.probes.staleExposure).max() ?? 0
        let start = context.lives.map(\.probes.startExposure).max() ?? 0
        let holds = context.lives.reduce(0) { $0 + $1.window.held.count }
        outcome.duration("admin-key.stale-exposure.max", stale, samples: holds)
        outcome.duration("admin-key.start-exposure.max", start, samples: context.lives.count)
        outcome.detail = "stale at most \(stale.milliseconds) ms, after a start \(start.milliseconds) ms"
        return outcome
    }
}
