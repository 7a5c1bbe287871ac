import History

/// One environment as its documents were published, in the order of their versions; content 0 is before the first.
struct PublishedEnvironment {
    let environment: CredentialID
    let isOffline: Bool
    /// Documents that could come into force: not those below one that stood already.
    let publications: [Publication]
    /// By number of the publication, counted from 1: places in the folds.
    private(set) var contents: [Int] = [EnvironmentFolds.nothing]
    let turns: Turns

    init(
        _ environment: CredentialID, isOffline: Bool, _ all: [Publication], undone: [Int: DocumentLosses.Fate],
        _ folds: inout EnvironmentFolds, tolerance: Int64
    ) {
        self.environment = environment
        self.isOffline = isOffline
        publications = Self.effective(all)
        for publication in publications {
            let now = publication.known == .never ? publication.invoked : publication.known
            contents.append(folds.next(contents[contents.count - 1], publication, at: now, tolerance: tolerance))
        }
        turns = Turns(
            invoked: [.always] + publications.map(\.invoked),
            acknowledged: [.always] + publications.map { Self.standing($0, undone[$0.operation]) })
    }

    /// The same version said again is the same document; one below what stood when it was asked for is none.
    private static func effective(_ all: [Publication]) -> [Publication] {
        let sorted = all.sorted { ($0.version, $0.invoked) < ($1.version, $1.invoked) }
        let single = sorted.reduce(into: [Publication]()) { kept, next in
            if kept.last?.version != next.version { kept.append(next) }
        }
        return single.filter { publication in
            !single.contains { $0.version > publication.version && $0.known < publication.invoked }
        }
    }

    private static func standing(_ publication: Publication, _ fate: DocumentLosses.Fate?) -> Time {
        switch fate {
        case nil: publication.known
        case .lost: .never
        case .restored(let back): max(publication.known, back)
        }
    }

    /// The content that a version stands for, or that of the one before it; 0 before the first.
    func index(of version: VersionStamp) -> Int {
        publications.firstIndexReached { $0.version > version }
    }
}
