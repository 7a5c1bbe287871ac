import History

/// One environment in one life: what its documents say that it held, and what it recorded of it.
struct LifeEnvironment {
    let environment: CredentialID
    let isOffline: Bool
    let row: LifeRow
    /// When each credential had to resolve, each SDK key its client, and events went out as each. Ends included.
    let accepted: [CredentialID: [Span]]
    let clients: [CredentialID: [Span]]
    let primaries: [CredentialID: [Span]]
    /// While nobody knows what it held.
    let unknown: [Span]
    /// While nobody can tell what became of them.
    private let doubts: [CredentialID: [Span]]
    let resolutions: [CredentialID: [EnvironmentFacts.Resolution]]
    let clientEvents: [CredentialID: [EnvironmentFacts.ClientEvent]]
    let deliveries: [EnvironmentFacts.Delivery]
    let senders: [EnvironmentFacts.Sender]

    init(
        _ row: LifeRow, isOffline: Bool, _ facts: EnvironmentFacts, _ folds: EnvironmentFolds, tolerance: Int64
    ) {
        let environment = row.environment
        self.environment = environment
        self.isOffline = isOffline
        self.row = row
        accepted = row.spans(folds) { $0.accepted(environment) }
        clients = isOffline ? [:] : row.spans(folds, \.clients)
        primaries = isOffline ? [:] : row.spans(folds, \.primaries)
        unknown = row.unknown(folds)
        doubts = row.doubts(folds, within: tolerance)
        resolutions = Dictionary(
            grouping: facts.resolutions.filter { $0.environment == environment && $0.credential != .unnamed },
            by: \.credential)
        clientEvents = Dictionary(
            grouping: facts.clients.filter { $0.environment == environment && $0.credential != .unnamed },
            by: \.credential)
        deliveries = facts.deliveries.filter { $0.environment == environment }
        senders = facts.senders.filter { $0.environment == environment }
    }

    /// It can be told what it held then.
    func isCertain(_ credential: CredentialID, at time: Time) -> Bool {
        isCertain(credential, from: time, to: time)
    }

    /// The same all the while.
    func isCertain(_ credential: CredentialID, from: Time, to: Time) -> Bool {
        !uncertain(credential).contains { $0.from <= to && from < $0.to }
    }

    /// While it cannot be told.
    func uncertain(_ credential: CredentialID) -> [Span] { unknown + (doubts[credential] ?? []) }

    /// Some document that is known, or something that it did, is about this client.
    func hasClient(_ credential: CredentialID) -> Bool {
        clients[credential] != nil || clientEvents[credential] != nil || doubts[credential] != nil
    }
}

/// All environments in one life, and what follows for its colours.
struct LifeEnvironments {
    let all: [LifeEnvironment]
    /// Where what this life holds differs from what was published: it may do either.
    let mays: [CredentialID: [Span]]
    /// Where it may not accept what it had accepted: its own documents say so.
    let dead: [CredentialID: [Span]]
    /// What it may take to do by itself what its documents say; part of where `dead` begins.
    let slack: Int64

    static let none = LifeEnvironments()

    private init() { (all, mays, dead, slack) = ([], [:], [:], 0) }

    init(_ facts: LifeFacts, _ history: EnvironmentHistory, _ limits: Limits) {
        all = (history.rows[facts.life] ?? []).map { row in
            let isOffline = history[row.environment]?.isOffline ?? false
            return LifeEnvironment(
                row, isOffline: isOffline, facts.environments, history.folds,
                tolerance: limits.skew.later(by: facts.clockOffset))
        }
        mays = all.reduce(into: [:]) { mays, own in Self.differ(own, history, &mays) }
        slack = limits.timed.later(by: limits.skew).later(by: facts.clockOffset)
        dead = Self.dead(all, history, slack: slack)
    }

    subscript(_ environment: CredentialID) -> LifeEnvironment? { all.first { $0.environment == environment } }

    // MARK: where it may do either

    /// Documents that it skipped, or took over so late that an end had passed, leave it with other keys.
    private static func differ(
        _ own: LifeEnvironment, _ history: EnvironmentHistory, _ mays: inout [CredentialID: [Span]]
    ) {
        guard let published = history[own.environment] else { return }
        for (place, step) in own.row.steps.enumerated() {
            let standing = published.contents[index(of: step, published)]
            guard standing != step.content else { continue }
            let span = Span(from: step.at, to: own.row.end(ofStep: place))
            for credential in difference(own, step, history.folds[standing], published, history) {
                mays[credential, default: []].append(span)
            }
        }
    }

    /// What was closed by order stands for nothing that was published: it differs from all of it.
    private static func index(of step: LifeRow.Step, _ published: PublishedEnvironment) -> Int {
        step.version == .zero ? published.contents.count - 1 : published.index(of: step.version)
    }

    private static func difference(
        _ own: LifeEnvironment, _ step: LifeRow.Step, _ standing: EnvironmentContent,
        _ published: PublishedEnvironment, _ history: EnvironmentHistory
    ) -> Set<CredentialID> {
        let held = history.folds[step.content]
        if held.isUnknown || step.version == .zero {
            let all = published.contents + own.row.steps.map(\.content)
            return Set(Set(all).flatMap { history.folds[$0].accepted(own.environment).keys })
                .union(history.ambiguous(own.environment))
        }
        let (mine, theirs) = (held.accepted(own.environment), standing.accepted(own.environment))
        let differing = Set(mine.keys).union(theirs.keys).filter { credential in
            (mine[credential] ?? .always) >= step.at || (theirs[credential] ?? .always) >= step.at
        }.filter { mine[$0] != theirs[$0] }
        return Set(differing).union(held.doubtful)
    }

    // MARK: where it may not

    private static func dead(
        _ all: [LifeEnvironment], _ history: EnvironmentHistory, slack: Int64
    ) -> [CredentialID: [Span]] {
        var accepted: [CredentialID: [Span]] = [:]
        for own in all { accepted.merge(own.accepted) { $0 + $1 } }
        // For all anybody knows it is accepted where that cannot be told.
        for own in all {
            let stated = own.unknown.isEmpty ? [] : history.ambiguous(own.environment)
            for credential in accepted.keys where own.accepted[credential] != nil || stated.contains(credential) {
                accepted[credential]? += own.uncertain(credential)
            }
        }
        return accepted.mapValues { spans in
            let merged = spans.merged
            return merged.enumerated().compactMap { place, span in
                let next = place + 1 < merged.count ? merged[place + 1].from : .never
                let from = span.to.later(by: slack)
                return from < next ? Span(from: from, to: next) : nil
            }
        }.filter { !$0.value.isEmpty }
    }
}
