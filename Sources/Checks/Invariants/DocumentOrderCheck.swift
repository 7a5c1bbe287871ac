import History

/// In one life the versions of an environment's documents rise, and each is one that somebody published. What a life skipped,
/// though it was there, is counted: it may have kept it from a grace.
enum DocumentOrderCheck: Check {
    static let name = "document-order"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var (skipped, judged) = (0, 0)
        for view in context.lives {
            let applied = Dictionary(grouping: view.facts.environments.applications, by: \.environment)
            for (environment, own) in applied.sorted(by: { $0.key < $1.key }) {
                for (place, application) in own.enumerated() {
                    let problem = problem(application, after: place == 0 ? nil : own[place - 1], context)
                    if let problem { outcome.add(violation(view, application, problem, context)) }
                }
                let due = due(environment, own, view, context)
                judged += due.count
                skipped += due.count { publication in !own.contains { $0.version == publication.version } }
            }
        }
        outcome.count("environment.skipped-documents", skipped, samples: judged)
        outcome.detail = "\(judged) pairs of document and life, \(skipped) skipped"
        return outcome
    }

    private static func problem(
        _ application: EnvironmentFacts.Application, after former: EnvironmentFacts.Application?,
        _ context: CheckContext
    ) -> String? {
        if let former, application.version <= former.version {
            return "applied \(application.version) after \(former.version)"
        }
        let publication = context.environments.made(application.environment, application.version)
        guard let publication else {
            let isOpen = context.environments.isAmbiguous(application.environment, application.version)
            return isOpen ? nil : "applied \(application.version), which nobody published"
        }
        guard publication.document.isDeletion == application.isTombstone else {
            return "took a document for a deletion, or the reverse"
        }
        return application.at < publication.invoked ? "applied \(application.version) before it was published" : nil
    }

    /// What it should have seen, one after the other: published while it was there, and followed by one that it applied.
    private static func due(
        _ environment: CredentialID, _ own: [EnvironmentFacts.Application], _ view: LifeView, _ context: CheckContext
    ) -> [Publication] {
        guard let ready = view.window.ready, let last = own.map(\.version).max() else { return [] }
        return (context.environments[environment]?.publications ?? []).filter {
            ready <= $0.invoked && $0.version <= last
        }
    }

    private static func violation(
        _ view: LifeView, _ application: EnvironmentFacts.Application, _ problem: String, _ context: CheckContext
    ) -> Violation {
        context.violation(
            name, view.life, credential: application.environment, at: application.at,
            expected: "published versions that rise", problem)
    }
}
