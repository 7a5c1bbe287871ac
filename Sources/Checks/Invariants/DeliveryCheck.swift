import History

/// Each update of an environment's data is delivered at most once in a life, and none behind a newer one (I9). An environment
/// that was deleted, or closed, and comes again is another.
enum DeliveryCheck: Check {
    static let name = "environment-deliveries"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (judged, repeated) = (0, 0)
        for stage in EnvironmentStage.all(context) {
            judged += stage.own.deliveries.count
            for (former, next) in zip(stage.own.deliveries, stage.own.deliveries.dropFirst())
            where next.data <= former.data && !isAnew(stage.own.row, former.at, next.at) {
                repeated += 1
                let word = next.data == former.data ? "delivered again" : "delivered behind \(former.data)"
                outcome.add(
                    stage.violation(
                        name, nil, at: next.at, expected: "each update once, in their order",
                        "update \(next.data) is \(word)"))
            }
        }
        outcome.count("environment.duplicate-deliveries", repeated, samples: judged)
        outcome.detail = "\(judged) deliveries"
        return outcome
    }

    private static func isAnew(_ row: LifeRow, _ from: Time, _ to: Time) -> Bool {
        row.steps.contains { from <= $0.at && $0.at <= to && $0.content == EnvironmentFolds.nothing }
    }
}
