import History
import Scenario

/// What became of every environment of a run: as it was published, and as each life took it over.
struct EnvironmentHistory {
    /// By number of the environment.
    private(set) var environments: [PublishedEnvironment] = []
    /// By index of the operation.
    let undone: [Int: DocumentLosses.Fate]
    /// What took effect, in the order of the operations.
    let publications: [Publication]
    private(set) var folds: EnvironmentFolds
    /// What each life's documents lead to.
    private(set) var rows: [Life: [LifeRow]] = [:]
    private let matches: UnknownVersions
    private let places: [CredentialID: Int]
    private let made: [CredentialID: [VersionStamp: Publication]]

    init(_ model: RunModel, _ replicas: [ReplicaFacts], _ plan: Plan, _ limits: Limits) {
        let sights = DocumentSights(replicas)
        matches = UnknownVersions(model, sights)
        publications = Publication.all(model, sights, matches)
        let poll = Int64(clamping: plan.environments?.poll ?? plan.fleet.poll)
        undone = DocumentLosses(model, replicas, publications, sights, poll: poll).undone
        folds = EnvironmentFolds(publications)
        let byEnvironment = Dictionary(grouping: publications, by: \.environment)
        let named = Set(model.environments.keys).union(byEnvironment.keys).sorted()
        for environment in named {
            environments.append(
                PublishedEnvironment(
                    environment, isOffline: model.environments[environment] ?? false,
                    byEnvironment[environment] ?? [], undone: undone, &folds, tolerance: limits.skew))
        }
        places = Dictionary(named.enumerated().map { ($1, $0) }) { first, _ in first }
        made = byEnvironment.mapValues { own in Dictionary(own.map { ($0.version, $0) }) { first, _ in first } }
        let candidates = matches.candidates.mapValues { $0.map { StatedDocument($0, model) } }
        for facts in replicas.lazy.flatMap(\.lives) {
            let tolerance = limits.skew.later(by: facts.clockOffset)
            rows[facts.life] = LifeRow.all(facts, made, candidates, &folds, tolerance: tolerance)
        }
    }

    subscript(_ environment: CredentialID) -> PublishedEnvironment? { places[environment].map { environments[$0] } }

    /// Somebody published it, and nobody knows with which of several operations.
    func isAmbiguous(_ environment: CredentialID, _ version: VersionStamp) -> Bool {
        matches.isAmbiguous(environment, version)
    }

    /// What such operations state.
    func ambiguous(_ environment: CredentialID) -> Set<CredentialID> {
        Set((matches.candidates[environment] ?? []).flatMap(\.statements).map(\.credential))
    }

    /// Whatever took effect under a version, even below what stood there.
    func made(_ environment: CredentialID, _ version: VersionStamp) -> Publication? { made[environment]?[version] }
}

/// What one life held of one environment, by the documents that it said to have applied.
struct LifeRow {
    struct Step: Equatable {
        var at: Time
        /// Zero where an environment was closed by order.
        var version: VersionStamp
        /// Its place in the folds.
        var content: Int
    }

    let environment: CredentialID
    /// In the order of time; nothing is held before the first.
    private(set) var steps: [Step] = []
    /// Closed by order: documents are not in force until the environment was deleted.
    private var isClosed = false

    /// What a version may say that several operations may have made.
    private let candidates: [StatedDocument]

    private init(_ environment: CredentialID, _ candidates: [StatedDocument]) {
        self.environment = environment
        self.candidates = candidates
    }

    static func all(
        _ facts: LifeFacts, _ made: [CredentialID: [VersionStamp: Publication]],
        _ candidates: [CredentialID: [StatedDocument]], _ folds: inout EnvironmentFolds, tolerance: Int64
    ) -> [LifeRow] {
        let applied = Dictionary(grouping: facts.environments.applications, by: \.environment)
        let closed = Dictionary(grouping: facts.environments.closings, by: \.environment)
        return Set(applied.keys).union(closed.keys).sorted().map { environment in
            var row = LifeRow(environment, candidates[environment] ?? [])
            let own = applied[environment] ?? []
            let closings = (closed[environment] ?? []).map(\.at)
            let all = own.map { ($0.at, Optional($0)) } + closings.map { ($0, nil) }
            for (at, application) in all.sorted(by: { $0.0 < $1.0 }) {
                let publication = application.flatMap { made[environment]?[$0.version] }
                row.take(application, publication, at: at, &folds, tolerance: tolerance)
            }
            return row
        }
    }

    private mutating func take(
        _ application: EnvironmentFacts.Application?, _ publication: Publication?, at now: Time,
        _ folds: inout EnvironmentFolds, tolerance: Int64
    ) {
        guard let application else {
            isClosed = true
            return steps.append(Step(at: now, version: .zero, content: EnvironmentFolds.nothing))
        }
        if application.isTombstone { isClosed = false }
        let before = steps.last?.content ?? EnvironmentFolds.nothing
        let content =
            isClosed || application.isTombstone
            ? EnvironmentFolds.nothing
            : publication.map { folds.next(before, $0, at: now, tolerance: tolerance) }
                ?? folds.unknown(before, candidates, at: now, tolerance: tolerance)
        steps.append(Step(at: now, version: application.version, content: content))
    }

    func content(before time: Time) -> Int {
        let place = steps.firstIndexReached { $0.at >= time }
        return place == 0 ? EnvironmentFolds.nothing : steps[place - 1].content
    }

    func end(ofStep place: Int) -> Time { place + 1 < steps.count ? steps[place + 1].at : .never }

    /// When something held, by whom: from a step on until its end, or until the step that says otherwise. Ends included.
    func spans(
        _ folds: EnvironmentFolds, _ says: (EnvironmentContent) -> [CredentialID: Time]
    ) -> [CredentialID: [Span]] {
        var spans: [CredentialID: [Span]] = [:]
        var before: [CredentialID: Time] = [:]
        for (place, step) in steps.enumerated() {
            let next = end(ofStep: place)
            let says = says(folds[step.content])
            for (credential, end) in says where end >= step.at {
                let wasThere = before[credential].map { $0 >= step.at } ?? false
                spans[credential, default: []].append(Span(from: step.at, to: min(end, next)), extendsLast: wasThere)
            }
            before = says
        }
        return spans
    }

    /// While nobody knows what its document says.
    func unknown(_ folds: EnvironmentFolds) -> [Span] {
        steps.indices.filter { folds[steps[$0].content].isUnknown }
            .map { Span(from: steps[$0].at, to: end(ofStep: $0)) }.merged
    }

    /// While nobody can tell what became of a credential; from as much sooner on as two moments are told apart.
    func doubts(_ folds: EnvironmentFolds, within tolerance: Int64) -> [CredentialID: [Span]] {
        var doubts: [CredentialID: [Span]] = [:]
        for place in steps.indices {
            let span = Span(from: steps[place].at.later(by: -tolerance), to: end(ofStep: place))
            for credential in folds[steps[place].content].doubtful { doubts[credential, default: []].append(span) }
        }
        return doubts.mapValues(\.merged)
    }
}

extension [Span] {
    fileprivate mutating func append(_ span: Span, extendsLast: Bool) {
        if extendsLast, let last = indices.last { self[last].to = span.to } else { append(span) }
    }
}
