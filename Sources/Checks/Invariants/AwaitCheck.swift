import History

/// Every `await` of the plan was met in its time.
enum AwaitCheck: Check {
    static let name = "await"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        for wait in context.model.awaits where !wait.isMet {
            let life = wait.firstMissing.flatMap { context.lives(of: $0).last?.life }
            outcome.add(
                context.violation(
                    name, life, at: wait.at, expected: "converged", "\(wait.missing) replicas had not"))
        }
        outcome.detail = "\(context.model.awaits.count) awaits"
        return outcome
    }
}
