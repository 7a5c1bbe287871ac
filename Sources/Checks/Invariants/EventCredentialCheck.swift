import History

/// Events go out as the primary of their kind (I4): from the document on that names it, and as nobody else; those of an
/// offline environment do not go out at all. Judged by what the replica says of itself, and by what upstream saw arrive.
enum EventCredentialCheck: Check {
    static let name = "environment-events"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var judged = 0
        for stage in EnvironmentStage.all(context) {
            for sender in stage.own.senders {
                judged += 1
                if let problem = wrong(sender, stage) { outcome.add(problem) }
            }
            for (credential, spans) in stage.own.primaries.sorted(by: { $0.key < $1.key }) {
                for span in spans {
                    judged += 1
                    if let problem = missing(credential, span, stage) { outcome.add(problem) }
                }
            }
        }
        let arrivals = arrivals(context, &outcome)
        outcome.detail = "\(judged) changes of whom events go out as, \(arrivals) arrivals at upstream"
        return outcome
    }

    /// Each is sent behind what the replica did last, and may be under way for as long as it takes to learn of a document:
    /// the end of a primary is judged with that allowance, its beginning with none.
    private static func arrivals(_ context: CheckContext, _ outcome: inout CheckOutcome) -> Int {
        let seen = Dictionary(grouping: context.model.eventSights, by: \.life)
        var judged = 0
        for (life, stages) in Dictionary(grouping: EnvironmentStage.all(context), by: \.view.life) {
            for sight in seen[life] ?? [] where sight.at < context.end {
                guard let stage = stages.first(where: { $0.names(sight.credential) }),
                    stage.own.isCertain(sight.credential, at: sight.at)
                else { continue }
                judged += 1
                guard !stage.mayArrive(sight) else { continue }
                outcome.add(
                    stage.violation(
                        name, sight.credential, at: sight.at, expected: "events as the primary",
                        "events arrived at upstream as this one\(sight.sight == .denied ? ", which upstream denied" : "")"
                    ))
            }
        }
        return judged
    }

    private static func wrong(_ sender: EnvironmentFacts.Sender, _ stage: EnvironmentStage) -> Violation? {
        guard let credential = sender.credential, sender.at < stage.view.window.end,
            stage.own.isCertain(credential, at: sender.at),
            !(stage.own.primaries[credential] ?? []).contains(where: { isIn($0, sender.at) })
        else { return nil }
        return stage.violation(
            name, credential, at: sender.at,
            expected: stage.own.isOffline ? "no events: it is offline" : "events as the primary",
            "events go out as this one")
    }

    /// Not at the end of a stretch: the document that ends it is applied before anything is sent behind it.
    private static func isIn(_ span: Span, _ time: Time) -> Bool {
        span.contains(time) || span.from == time && span.to == time
    }

    private static func missing(_ credential: CredentialID, _ span: Span, _ stage: EnvironmentStage) -> Violation? {
        let deadline = stage.deadline(span.from)
        guard deadline < span.to, stage.isJudged(credential, by: deadline), !stage.mayBeUntold(span.from) else {
            return nil
        }
        let kind = stage.context.model.kind(of: credential)
        let latest = stage.own.senders.last { sender in
            sender.at <= deadline && (sender.credential.map { stage.context.model.kind(of: $0) == kind } ?? true)
        }
        guard latest?.credential != credential else { return nil }
        return stage.violation(
            name, credential, at: deadline, expected: "events as this one, the primary",
            latest?.credential.flatMap(stage.context.fingerprint).map { "they go out as \($0)" } ?? "none go out")
    }
}

extension EnvironmentStage {
    /// Some document that it applied has it.
    fileprivate func names(_ credential: CredentialID) -> Bool {
        credential != .unnamed && (own.primaries[credential] != nil || own.accepted[credential] != nil)
    }

    fileprivate func mayArrive(_ sight: UpstreamSighting) -> Bool {
        let learn = context.levels.environment.learn
        return (own.primaries[sight.credential] ?? []).contains { span in
            let last = span.to == .never ? .never : view.window.shifted(span.to.later(by: learn), bound: learn)
            return span.from <= sight.at && sight.at <= last
        }
    }
}
