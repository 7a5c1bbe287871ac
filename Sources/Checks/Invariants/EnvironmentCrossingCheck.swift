import History

/// A credential is taken for a caller of its own environment, never of another.
enum EnvironmentCrossingCheck: Check {
    static let name = "environment-crossings"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        for view in context.lives {
            for crossing in view.facts.environments.crossings where !isOwn(crossing, view) {
                let taken = context.fingerprint(crossing.environment) ?? "?"
                outcome.add(
                    context.violation(
                        name, view.life, credential: crossing.credential, at: crossing.at,
                        expected: "a caller of its own environment", "taken for one of environment \(taken)"))
            }
        }
        return outcome
    }

    /// Keys move: the documents that this life holds may say that it belongs there by now.
    private static func isOwn(_ crossing: EnvironmentFacts.Crossing, _ view: LifeView) -> Bool {
        guard let own = view.environments[crossing.environment] else { return false }
        guard own.isCertain(crossing.credential, at: crossing.at) else { return true }
        return own.accepted[crossing.credential]?.contains { $0.touches(crossing.called, crossing.at) } ?? false
    }
}
