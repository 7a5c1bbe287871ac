import History

/// Documents that were acknowledged and that a fault undid: a replica that held one found a lower one in the store, or
/// nobody ever got it.
struct DocumentLosses {
    enum Fate: Equatable {
        case lost
        /// A replica put it back.
        case restored(at: Time)
    }

    /// By index of the operation.
    private(set) var undone: [Int: Fate] = [:]
    private let losses: [CredentialID: [EnvironmentFacts.Loss]]
    private let putBacks: [CredentialID: [EnvironmentFacts.PutBack]]
    private let sights: DocumentSights
    private static let mostUnnoticed: Int64 = 1_000_000_000

    init(
        _ model: RunModel, _ replicas: [ReplicaFacts], _ publications: [Publication], _ sights: DocumentSights,
        poll: Int64
    ) {
        self.sights = sights
        let facts = replicas.flatMap(\.lives).map(\.environments)
        losses = Dictionary(grouping: facts.flatMap(\.losses), by: \.environment)
        putBacks = Dictionary(grouping: facts.flatMap(\.putBacks), by: \.environment)
        for (index, operation) in model.documentOperations.enumerated() where operation.outcome == .lost {
            undone[index] = .lost
        }
        let all = Dictionary(grouping: publications, by: \.environment)
        for jeopardy in Jeopardy.settled(Jeopardy.faults(model), model, poll: poll) {
            for publication in publications where publication.known <= jeopardy.until {
                let fate = fate(of: publication, jeopardy, all)
                guard let fate, fate.outweighs(undone[publication.operation]) else { continue }
                undone[publication.operation] = fate
            }
        }
    }

    private func fate(
        of publication: Publication, _ jeopardy: Jeopardy, _ all: [CredentialID: [Publication]]
    ) -> Fate? {
        // A new primary is seen when it is asked, and that may be late.
        let from = jeopardy.isMove ? jeopardy.from.later(by: -Self.mostUnnoticed) : jeopardy.from
        let back = putBacks[publication.environment]?.filter { $0.version >= publication.version && $0.at >= from }
        if let first = back?.map(\.at).min() { return .restored(at: first) }
        let isMissed = losses[publication.environment]?.contains {
            $0.at >= from && $0.stands < publication.version.epoch && publication.version.epoch <= $0.held
        }
        if isMissed == true { return .lost }
        return isUnheard(publication, all[publication.environment] ?? [], before: from) ? .lost : nil
    }

    /// Whoever reads polls, so that the newest one that nobody ever applied was gone before anybody read it.
    private func isUnheard(_ publication: Publication, _ all: [Publication], before fault: Time) -> Bool {
        guard sights.first(publication.environment, publication.version) == nil else { return false }
        return !all.contains { $0.version > publication.version && $0.invoked < fault }
    }
}

extension DocumentLosses.Fate {
    /// Of two faults the one that nobody mended counts, or else the later mending.
    fileprivate func outweighs(_ other: Self?) -> Bool {
        guard case .restored(let last)? = other else { return other == nil }
        if case .restored(let time) = self { return time > last }
        return true
    }
}
