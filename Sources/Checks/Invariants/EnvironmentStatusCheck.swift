import History

/// Every status that a replica gives shows the roles that its documents give, all of one moment (I5, I11): each key in one
/// role, and none too many or too few. One that has just ended may still be shown.
enum EnvironmentStatusCheck: Check {
    static let name = "environment-status"

    static func applies(to context: CheckContext) -> Bool { context.hasEnvironments }

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let views = Dictionary(context.lives.map { ($0.life, $0) }) { first, _ in first }
        var (judged, wrong) = (0, 0)
        for answer in context.model.statuses {
            guard let view = views[answer.life], answer.returned < view.window.end,
                let problem = StatusView(answer, view, context).problem
            else { continue }
            judged += 1
            guard let text = problem.text else { continue }
            wrong += 1
            outcome.add(
                context.violation(
                    name, answer.life, credential: problem.credential ?? answer.environment, at: answer.returned,
                    expected: "the roles that its documents give, as of one moment", text))
        }
        outcome.count("environment.status-mismatches", wrong, samples: judged)
        outcome.detail = "\(judged) answers"
        return outcome
    }
}

/// One answer beside what it could have shown.
private struct StatusView {
    struct Problem {
        /// Nil: nothing is wrong.
        var text: String?
        var credential: CredentialID?
    }

    private struct Shown: Equatable {
        var role: EnvironmentRole
        var end: Time
    }

    private let answer: StatusAnswer
    private let own: LifeEnvironment?
    private let context: CheckContext
    private let slack: Int64

    init(_ answer: StatusAnswer, _ view: LifeView, _ context: CheckContext) {
        self.answer = answer
        self.context = context
        own = view.environments[answer.environment]
        let limits = context.levels.environment.widened(by: view.window.clockOffset)
        slack = limits.timed.later(by: limits.skew)
    }

    /// Nil: it cannot be judged.
    var problem: Problem? {
        if let own, own.unknownFrom <= answer.returned || !own.doubtful.isEmpty { return nil }
        let entries = answer.entries.filter { context.model.kind(of: $0.credential) != .environmentID }
        var shown: [CredentialID: Shown] = [:]
        for entry in entries {
            let former = shown.updateValue(Shown(role: Self.role(entry.role), end: entry.end), forKey: entry.credential)
            if former != nil { return Problem(text: "shown in two roles", credential: entry.credential) }
        }
        let mismatches = contents.map { mismatch(shown, context.environments.folds[$0]) }
        if mismatches.contains(where: { $0.text == nil }) { return Problem() }
        return mismatches.first
    }

    /// What was held at a moment of the answer.
    private var contents: [Int] {
        guard let own else { return [EnvironmentFolds.nothing] }
        let during = own.row.steps.filter { answer.called <= $0.at && $0.at <= answer.returned }
        return [own.row.content(before: answer.called)] + during.map(\.content)
    }

    private func mismatch(_ shown: [CredentialID: Shown], _ content: EnvironmentContent) -> Problem {
        var ends = content.accepted(answer.environment)
        ends[answer.environment] = nil
        for (credential, entry) in shown.sorted(by: { $0.key < $1.key }) {
            guard let end = ends[credential], let role = content.role(of: credential),
                end.later(by: slack) >= answer.called
            else { return Problem(text: "shown as \(entry.role), and is none of its keys", credential: credential) }
            guard Self.role(role) == entry.role else {
                return Problem(text: "shown as \(entry.role), and is \(role)", credential: credential)
            }
            guard entry.end == .never || entry.end == end else {
                return Problem(text: "shown with another end", credential: credential)
            }
        }
        let hidden = ends.filter { $0.value > answer.returned.later(by: slack) && shown[$0.key] == nil }.keys.min()
        return hidden.map { Problem(text: "not shown", credential: $0) } ?? Problem()
    }

    /// A status does not tell predecessors from others that end.
    private static func role(_ role: EnvironmentRole) -> EnvironmentRole { role == .predecessor ? .ending : role }
}
