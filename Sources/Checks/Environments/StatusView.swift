import History
import Scenario

/// One answer beside what it could have shown.
struct StatusView {
    struct Problem {
        var text: String
        var credential: CredentialID?
    }

    private let answer: StatusAnswer
    private let view: LifeView
    private let own: LifeEnvironment?
    private let upstream: UpstreamView
    private let context: CheckContext
    private let slack: Int64
    private let learn: Int64
    /// What was held at the moments of the answer.
    private let contents: [EnvironmentContent]

    init(_ answer: StatusAnswer, _ view: LifeView, _ upstream: UpstreamView, _ context: CheckContext) {
        self.answer = answer
        self.view = view
        self.upstream = upstream
        self.context = context
        let own = view.environments[answer.environment]
        self.own = own
        let limits = context.levels.environment.widened(by: view.window.clockOffset)
        slack = limits.timed.later(by: limits.skew)
        learn = limits.learn
        contents = Self.contents(own, from: answer.called, to: answer.returned, context)
    }

    private static func contents(
        _ own: LifeEnvironment?, from: Time, to: Time, _ context: CheckContext
    ) -> [EnvironmentContent] {
        guard let own else { return [.none] }
        let during = own.row.steps.filter { from <= $0.at && $0.at <= to }.map(\.content)
        return ([own.row.content(before: from)] + during).map { context.environments.folds[$0] }
    }

    /// It can be told what it should show.
    var isKnown: Bool { !contents.contains(where: \.isUnknown) }

    /// Nil where it shows one of the contents.
    var problem: Problem? {
        if let twice = shownTwice { return twice }
        let problems = contents.map(mismatch)
        return problems.contains { $0 == nil } ? nil : problems.compactMap { $0 }.first
    }

    private var keys: [StatusAnswer.Entry] {
        answer.entries.filter { context.model.kind(of: $0.credential) != .environmentID }
    }

    private var shownTwice: Problem? {
        var seen: Set<CredentialID> = []
        let twice = answer.entries.first { !seen.insert($0.credential).inserted }
        return twice.map { Problem(text: "shown in two roles", credential: $0.credential) }
    }

    private func mismatch(_ content: EnvironmentContent) -> Problem? {
        presence(content) ?? roles(content) ?? hidden(content) ?? order(content) ?? alone(content) ?? clients(content)
    }

    // MARK: the environment and its keys

    /// A status that shows an environment shows its id.
    private func presence(_ content: EnvironmentContent) -> Problem? {
        let ids = answer.entries.map(\.credential).filter { context.model.kind(of: $0) == .environmentID }
        guard content.isThere else {
            return answer.entries.isEmpty ? nil : Problem(text: "shown, and is not there")
        }
        guard !answer.entries.isEmpty else { return Problem(text: "the environment is not in the answer") }
        return ids == [answer.environment] ? nil : Problem(text: "shown without its id, or with another")
    }

    private func roles(_ content: EnvironmentContent) -> Problem? {
        let ends = content.accepted(answer.environment)
        for entry in keys.sorted(by: { $0.credential < $1.credential })
        where !content.doubtful.contains(entry.credential) {
            guard let end = ends[entry.credential], let role = content.role(of: entry.credential),
                end.later(by: slack) >= answer.called
            else {
                let text = "shown as \(entry.role.shown), and is none of its keys"
                return Problem(text: text, credential: entry.credential)
            }
            guard role.shown == entry.role.shown else {
                return Problem(text: "shown as \(entry.role.shown), and is \(role)", credential: entry.credential)
            }
            guard entry.end == .never || entry.end == end else {
                return Problem(text: "shown with another end", credential: entry.credential)
            }
        }
        return nil
    }

    private func hidden(_ content: EnvironmentContent) -> Problem? {
        let shown = Set(answer.entries.map(\.credential)).union(content.doubtful)
        let hidden = content.accepted(answer.environment).filter {
            $0.value > answer.returned.later(by: slack) && !shown.contains($0.key)
        }
        return hidden.keys.min().map { Problem(text: "not shown", credential: $0) }
    }

    // MARK: lists

    /// Those of a kind that end, in their list; nil where some of them cannot be told.
    private func ending(_ kind: MetricKind, _ content: EnvironmentContent) -> [StatusAnswer.Entry]? {
        let all = keys.filter { context.model.kind(of: $0.credential) == kind && $0.role.shown == .ending }
        return all.contains { content.doubtful.contains($0.credential) } ? nil : all
    }

    private func order(_ content: EnvironmentContent) -> Problem? {
        if let entry = answer.entries.first(where: { $0.place.contains(.misplaced) }) {
            return Problem(text: "not in its place in its list", credential: entry.credential)
        }
        let ends = content.accepted(answer.environment)
        for kind in [MetricKind.sdkKey, .mobileKey] {
            let listed = ending(kind, content) ?? []
            let wrong = zip(listed, listed.dropFirst()).first { ends[$0.credential] ?? 0 > ends[$1.credential] ?? 0 }
            if let wrong { return Problem(text: "listed behind one that ends later", credential: wrong.1.credential) }
        }
        return nil
    }

    /// The one that ends, for readers that know no list: a predecessor goes before all others, then the earliest end.
    private func alone(_ content: EnvironmentContent) -> Problem? {
        let ends = content.accepted(answer.environment)
        for kind in [MetricKind.sdkKey, .mobileKey] {
            guard let listed = ending(kind, content), !listed.isEmpty else { continue }
            let alone = listed.filter { $0.place.contains(.alone) }
            guard alone.count == 1, let single = alone.first?.credential else {
                return Problem(text: "\(alone.count) of its keys are shown as the one that ends", credential: nil)
            }
            let predecessors = listed.filter { content.role(of: $0.credential) == .predecessor }
            let candidates = (predecessors.isEmpty ? listed : predecessors).map(\.credential)
            let first = candidates.compactMap { ends[$0] }.min()
            guard candidates.contains(single), ends[single] == first else {
                return Problem(text: "shown as the one that ends, and another goes before it", credential: single)
            }
        }
        return nil
    }
}

/// As many clients run as the documents want: no more, and none less of those whose connection upstream has had open for
/// long.
extension StatusView {
    private func clients(_ content: EnvironmentContent) -> Problem? {
        guard let own, content.isThere else {
            return answer.clients == 0 ? nil : Problem(text: "\(answer.clients) clients run, and none should")
        }
        let (least, most) = own.isOffline ? offline(own) : online(own, content)
        guard !(least...most).contains(answer.clients) else { return nil }
        return Problem(text: "\(answer.clients) clients run, where \(least) to \(most) should")
    }

    /// One that connects to nobody, and has started long ago: upstream knows nothing of it.
    private func offline(_ own: LifeEnvironment) -> (Int, Int) {
        let from = answer.called.later(by: -learn)
        let isOld = Self.contents(own, from: from, to: answer.returned, context).allSatisfy(\.isThere)
        let latest = view.facts.environments.clients.last {
            $0.environment == answer.environment && $0.credential == .unnamed && $0.at <= answer.returned
        }
        return (isOld && latest?.change == .started && latest?.at ?? .never < from ? 1 : 0, 1)
    }

    private func online(_ own: LifeEnvironment, _ content: EnvironmentContent) -> (Int, Int) {
        let wanted = content.clients.filter { $0.value.later(by: slack) >= answer.called }.keys
        let open = wanted.filter { credential in
            !content.doubtful.contains(credential) && isLongWanted(credential, own)
                && upstream.isOpen(credential, of: answer.life, answer.called, answer.returned)
        }
        return (open.count, content.doubtful.union(wanted).count)
    }

    /// Under a key of two environments one connection is not told from the other.
    private func isLongWanted(_ credential: CredentialID, _ own: LifeEnvironment) -> Bool {
        let (from, to) = (answer.called.later(by: -learn), answer.returned.later(by: slack))
        guard view.environments.all.count(where: { $0.clients[credential] != nil }) == 1 else { return false }
        return own.clients[credential]?.contains { $0.from <= from && to <= $0.to } ?? false
    }
}

extension EnvironmentRole {
    /// A status does not tell predecessors from others that end.
    fileprivate var shown: EnvironmentRole { self == .predecessor ? .ending : self }
}
