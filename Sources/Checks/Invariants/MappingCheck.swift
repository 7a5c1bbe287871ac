import History

/// What resolves is what the documents accept (I10, I15): with the document that brings a credential it begins to resolve, all
/// of an environment's together, and no other does.
enum MappingCheck: Check {
    static let name = "environment-mapping"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        var tally = SampleTally()
        for stage in EnvironmentStage.all(context) {
            for (credential, spans) in stage.own.accepted.sorted(by: { $0.key < $1.key }) {
                let records = stage.own.resolutions[credential] ?? []
                for span in spans {
                    let deadline = stage.deadline(span.from)
                    tally.count(isJudged: stage.own.isCertain(credential, from: span.from, to: deadline))
                    if let problem = missing(credential, span, records, stage) { outcome.add(problem) }
                }
            }
            for problem in unasked(stage) { outcome.add(problem) }
        }
        outcome.tell(tally, of: "times that a credential began to resolve")
        return outcome
    }

    private static func missing(
        _ credential: CredentialID, _ span: Span, _ records: [EnvironmentFacts.Resolution], _ stage: EnvironmentStage
    ) -> Violation? {
        let deadline = stage.deadline(span.from)
        guard deadline < span.to, !stage.mayBeUntold(span.from),
            stage.isJudged(credential, from: span.from, by: deadline)
        else { return nil }
        let inForce = records.last { $0.at <= deadline }
        // What was there and went meanwhile is told as a removal, or as churn.
        guard inForce?.isIn != true, records.last(where: { $0.isIn && $0.at <= deadline })?.at ?? .always < span.from
        else { return nil }
        let late = records.first { $0.isIn && $0.at > deadline }
        return stage.violation(
            name, credential, at: deadline,
            expected: "resolves from \(stage.milliseconds(span.from)) ms on, with all others of its environment",
            late.map { "does so from \(stage.milliseconds($0.at)) ms on" } ?? "it does not")
    }

    private static func unasked(_ stage: EnvironmentStage) -> [Violation] {
        stage.own.resolutions.sorted { $0.key < $1.key }.flatMap { credential, records in
            records.filter { record in
                guard record.isIn, record.at < stage.view.window.end, stage.own.isCertain(credential, at: record.at)
                else { return false }
                let spans = stage.own.accepted[credential] ?? []
                return !spans.contains { $0.from <= record.at && record.at <= $0.to.later(by: stage.tolerance) }
            }.map {
                stage.violation(
                    name, credential, at: $0.at, expected: "refused: its documents do not name it, or it has ended",
                    "began to resolve")
            }
        }
    }
}
