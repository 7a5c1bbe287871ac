import History

/// Final agreement on documents: when nothing has been published for as long as the bound allows, every replica that lives
/// holds the newest version of each environment. One that a fault undid for good is not asked for.
enum DocumentAgreementCheck: Check {
    static let name = "document-agreement"
    static let buildsOn = [DocumentConvergenceCheck.name]

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var judged = 0
        for published in context.environments.environments {
            guard let newest = published.publications.last, published.turns.acknowledgedFrom.dropLast().last != .never
            else { continue }
            let since = published.turns.acknowledgedFrom[published.publications.count]
            for view in context.lives where isSettled(view, since, context) {
                let held = view.facts.environments.applications.last {
                    $0.environment == published.environment && $0.at <= view.window.end
                }
                guard held != nil || !newest.document.isDeletion else { continue }
                judged += 1
                guard held?.version != newest.version else { continue }
                // Somebody published it, and nobody knows whether it is the newest.
                if let held, context.environments.isAmbiguous(published.environment, held.version) { continue }
                outcome.add(
                    context.violation(
                        name, view.life, credential: published.environment, at: view.window.end,
                        expected: "holds \(newest.version)", held.map { "holds \($0.version)" } ?? "holds none"))
            }
        }
        outcome.detail = "\(judged) pairs of environment and replica agree"
        return outcome
    }

    private static func isSettled(_ view: LifeView, _ since: Time, _ context: CheckContext) -> Bool {
        let (bound, end) = (context.levels.environment.learn, view.window.end)
        let from = max(since, context.fleetReady)
        return view.window.shifted(from.later(by: bound), bound: bound) < end && !view.window.isHeld(end, end)
    }
}
