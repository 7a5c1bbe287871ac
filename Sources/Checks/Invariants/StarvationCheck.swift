import History

/// The machine kept up: replicas starved for at most 1 % of their time, and the coordinator too. What lies inside a hold
/// is the fault's doing and does not count; nor does what lies before fleet ready, when a thousand processes are forked at
/// once and nothing is planned yet.
enum StarvationCheck: Check {
    static let name = "starvation"
    private static let mostPercent = 1.0

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let began = context.model.fleetReady ?? context.model.began
        let starved = context.lives.reduce(Int64(0)) { $0 + starvedTime($1, since: began) }
        let lived = context.lives.reduce(Int64(0)) { $0 + livedTime($1, since: began) }
        let percent = lived > 0 ? Double(starved) * 100 / Double(lived) : 0
        if percent > mostPercent {
            outcome.inconclusive.append("replicas were starved for \(rounded(percent)) % of their time")
        }
        let run = max(1, context.end - began)
        let own = context.model.coordinatorLags.merged.reduce(Int64(0)) { $0 + max(0, $1.to - max($1.from, began)) }
        let ownPercent = Double(own) * 100 / Double(run)
        if ownPercent > mostPercent {
            outcome.inconclusive.append("the coordinator was starved for \(rounded(ownPercent)) % of the run")
        }
        outcome.detail = "replicas starved \(rounded(percent)) % of their time"
        return outcome
    }

    private static func starvedTime(_ view: LifeView, since began: Time) -> Int64 {
        view.facts.lags.merged.reduce(0) { total, lag in
            let from = max(lag.from, began)
            let excused = view.window.heldByFault.reduce(Int64(0)) { sum, hold in
                sum + max(0, min(lag.to, hold.to) - max(from, hold.from))
            }
            return total + max(0, lag.to - from - excused)
        }
    }

    private static func livedTime(_ view: LifeView, since began: Time) -> Int64 {
        guard let ready = view.window.ready else { return 0 }
        return max(0, view.window.end - max(ready, began))
    }

    private static func rounded(_ percent: Double) -> Double { (percent * 100).rounded() / 100 }
}
