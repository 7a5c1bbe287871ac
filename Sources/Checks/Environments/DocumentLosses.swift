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
    private let applied: [CredentialID: VersionStamp]
    /// A new primary is seen when it is asked, and that may be late.
    private static let mostUnnoticed: Int64 = 1_000_000_000

    init(_ model: RunModel, _ replicas: [ReplicaFacts], _ publications: [Publication], poll: Int64) {
        let facts = replicas.flatMap(\.lives).map(\.environments)
        losses = Dictionary(grouping: facts.flatMap(\.losses), by: \.environment)
        putBacks = Dictionary(grouping: facts.flatMap(\.putBacks), by: \.environment)
        applied = facts.lazy.flatMap(\.applications).reduce(into: [:]) { newest, application in
            newest[application.environment] = max(newest[application.environment] ?? .zero, application.version)
        }
        for (index, operation) in model.documentOperations.enumerated() where operation.outcome == .lost {
            undone[index] = .lost
        }
        for jeopardy in Jeopardy.settled(Jeopardy.faults(model), model, poll: poll) {
            for publication in publications where publication.known <= jeopardy.until {
                guard let fate = fate(of: publication, jeopardy) else { continue }
                undone[publication.operation] = fate
            }
        }
    }

    private func fate(of publication: Publication, _ jeopardy: Jeopardy) -> Fate? {
        let own = losses[publication.environment] ?? []
        let wasMissed = own.contains {
            $0.at >= jeopardy.from.later(by: -Self.mostUnnoticed) && $0.stands < publication.version.epoch
                && publication.version.epoch <= $0.held
        }
        guard wasMissed else {
            // Whoever reads polls, so that what nobody has ever applied was gone before anybody read it.
            let isKnown = applied[publication.environment].map { publication.version <= $0 } ?? false
            return isKnown ? nil : .lost
        }
        let back = putBacks[publication.environment]?.filter {
            $0.version >= publication.version && $0.at >= jeopardy.from.later(by: -Self.mostUnnoticed)
        }
        return back?.map(\.at).min().map { .restored(at: $0) } ?? .lost
    }
}
