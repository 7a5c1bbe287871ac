import History

/// Every status that a replica gives shows what its documents give, all of one moment (I5, I11): each environment that is
/// there and no other, each key in one role, none too many or too few, lists in their order, and as the one that ends a
/// predecessor, or else who ends first. One that has just ended may still be shown. And as many clients run as should.
enum EnvironmentStatusCheck: Check {
    static let name = "environment-status"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let views = Dictionary(context.lives.map { ($0.life, $0) }) { first, _ in first }
        let upstream = UpstreamView(context)
        var tally = SampleTally()
        var wrong = 0
        for answer in context.model.statuses {
            guard let view = views[answer.life], answer.returned < view.window.end else { continue }
            let status = StatusView(answer, view, upstream, context)
            tally.count(isJudged: status.isKnown)
            guard status.isKnown, let problem = status.problem else { continue }
            wrong += 1
            outcome.add(
                context.violation(
                    name, answer.life, credential: problem.credential ?? answer.environment, at: answer.returned,
                    expected: "what its documents give, as of one moment", problem.text))
        }
        outcome.count("environment.status-mismatches", wrong, samples: tally.judged)
        outcome.tell(tally, of: "answers")
        return outcome
    }
}
