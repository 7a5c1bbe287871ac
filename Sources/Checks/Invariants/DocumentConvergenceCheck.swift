import History
import Scenario

/// Every replica that is alive applies each document, or a later one of the same environment, within `learn` of its
/// acknowledgement; time in which it was held, or had not started, does not count. What a fault undid counts from when it was
/// put back, or not at all.
///
/// Measured from the invocation, for replicas that were ready then and not held until they had it, once for each kind of which
/// the document changes a credential.
enum DocumentConvergenceCheck: Check {
    static let name = "document-convergence"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var samples: [MetricKind: ConvergenceSamples] = [:]
        for published in context.environments.environments {
            for number in published.publications.indices {
                let change = DocumentChange(number, published, context)
                for view in context.lives { judge(view, change, context, &outcome, &samples) }
            }
        }
        for kind in MetricKind.ofEnvironments {
            samples[kind, default: ConvergenceSamples()].measure(kind.rawValue, &outcome)
        }
        outcome.detail = "\(context.environments.publications.count) documents"
        return outcome
    }

    private static func judge(
        _ view: LifeView, _ change: DocumentChange, _ context: CheckContext, _ outcome: inout CheckOutcome,
        _ samples: inout [MetricKind: ConvergenceSamples]
    ) {
        let publication = change.publication
        let adoption = view.adoption(of: publication)
        if let adoption, change.known == publication.known, let ready = view.window.ready,
            ready <= publication.invoked, !view.window.isHeld(publication.invoked, adoption.at)
        {
            for kind in change.kinds {
                samples[kind, default: ConvergenceSamples()].add(
                    at: adoption.at, invoked: publication.invoked, acknowledged: change.known,
                    path: adoption.path == .putBack ? "put-back" : "\(adoption.path)")
            }
        }
        let bound = context.levels.environment.learn
        let deadline = view.window.shifted(change.known.later(by: bound), bound: bound)
        guard deadline < view.window.end, adoption?.at ?? .never > deadline else { return }
        // Who starts behind a deletion has nothing to take over.
        guard !publication.document.isDeletion || view.environments[publication.environment] != nil else { return }
        let late = adoption.map { "applied it, or a later one, at \(context.milliseconds($0.at)) ms" }
        outcome.add(
            context.violation(
                name, view.life, credential: publication.environment, at: deadline,
                expected: "the document of \(context.milliseconds(publication.invoked)) ms applied by then",
                late ?? "never applied it, nor a later one"))
    }
}

/// A document that everybody has to come to hold.
struct DocumentChange {
    let publication: Publication
    /// From here on the bound runs: it, or a later one, was acknowledged, or put back.
    let known: Time
    /// Of which it changes a credential.
    let kinds: [MetricKind]

    init(_ number: Int, _ published: PublishedEnvironment, _ context: CheckContext) {
        publication = published.publications[number]
        switch context.environments.undone[publication.operation] {
        case nil: known = publication.known
        case .lost: known = .never
        case .restored(let back): known = max(publication.known, back)
        }
        let folds = context.environments.folds
        let (before, after) = (folds[published.contents[number]], folds[published.contents[number + 1]])
        kinds = Self.kinds(before, after)
    }

    private static func kinds(_ before: EnvironmentContent, _ after: EnvironmentContent) -> [MetricKind] {
        func keys(_ content: EnvironmentContent) -> (sdk: KeySets, mobile: KeySets) {
            guard case .keys(let sdk, let mobile) = content else { return (KeySets(), KeySets()) }
            return (sdk, mobile)
        }
        let (old, new) = (keys(before), keys(after))
        let isChanged: [(MetricKind, Bool)] = [
            (.sdkKey, old.sdk != new.sdk), (.mobileKey, old.mobile != new.mobile),
            (.environmentID, before.isThere != after.isThere),
        ]
        return isChanged.filter(\.1).map(\.0)
    }
}

extension LifeView {
    /// When it first held a document, or a later one of the same environment.
    func adoption(of publication: Publication) -> EnvironmentFacts.Application? {
        facts.environments.applications.first {
            $0.environment == publication.environment && $0.version >= publication.version
        }
    }
}
