import Scenario

/// Nobody refuses a credential that must be accepted: one that was published more than `learn` ago, and whose
/// retirement has not been asked for, or whose grace has not ended.
enum EarlyRefusalCheck: Check {
    static let name = "early-refusals"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var counts: [MetricKind: Int] = [:]
        for view in context.lives {
            for wrong in view.probes.wrong where !wrong.accepted {
                counts[context.model.kind(of: wrong.credential), default: 0] += wrong.count
                outcome.add(
                    context.violation(
                        name, view.life, credential: wrong.credential, at: wrong.at,
                        expected: "accepted: published, and not retired yet",
                        "refused \(wrong.count) times, last at \(context.milliseconds(wrong.last)) ms"))
            }
        }
        var judged = 0
        for kind in context.kinds {
            let samples = context.lives.reduce(0) { $0 + $1.probes[kind].judgedAcceptances }
            outcome.count("\(kind.rawValue).early-refusals", counts[kind] ?? 0, samples: samples)
            judged += samples
        }
        outcome.detail = "\(judged) probes where the answer had to be yes"
        return outcome
    }
}
