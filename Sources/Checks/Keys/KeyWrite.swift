import History

/// An operation on a managed key that took effect for all anybody knows: acknowledged, or shown by the first proof.
struct KeyWrite: Equatable {
    /// Its index in the model.
    var operation: Int
    var number: UInt32
    var kind: KeyOperation.Kind
    var credential: CredentialID
    var invoked: Time
    /// From here on it counts as acknowledged.
    var known: Time
    var revision: UInt64

    static func all(_ model: RunModel, _ replicas: [ReplicaFacts], _ sightings: KeySightings) -> [KeyWrite] {
        let isOpen = model.keyOperations.contains { $0.outcome == .unknown || $0.outcome == .unconfirmed }
        let proofs = isOpen ? KeyProofs(replicas, sightings) : nil
        return model.keyOperations.enumerated().compactMap { index, operation in
            known(operation, proofs).map {
                KeyWrite(
                    operation: index, number: operation.number, kind: operation.kind,
                    credential: operation.credential, invoked: operation.invoked, known: $0,
                    revision: operation.revision)
            }
        }
    }

    private static func known(_ operation: KeyOperation, _ proofs: KeyProofs?) -> Time? {
        switch operation.outcome {
        case .ok, .lost: operation.returned
        case .unconfirmed, .unknown: proofs?.first(of: operation)
        case .failed, .superseded: nil
        }
    }
}

/// The first sign that an operation of unknown outcome took effect: in a replica's cache, or on the reigning primary.
private struct KeyProofs {
    private let sightings: KeySightings
    /// When replicas said so, in order: of any change, and of a death.
    private var changes: [CredentialID: [Time]] = [:]
    private var deaths: [CredentialID: [Time]] = [:]

    init(_ replicas: [ReplicaFacts], _ sightings: KeySightings) {
        self.sightings = sightings
        for change in replicas.lazy.flatMap(\.lives).flatMap(\.keyChanges) {
            changes[change.credential, default: []].append(change.at)
            if !change.isEnabled { deaths[change.credential, default: []].append(change.at) }
        }
    }

    func first(of operation: KeyOperation) -> Time? {
        let told = (operation.kind == .create ? changes : deaths)[operation.credential] ?? []
        let applied = told.filter { $0 >= operation.invoked }.min()
        let seen = sightings[operation.credential].first {
            $0.returned >= operation.invoked && $0.proves(operation.kind)
        }?.returned
        return [applied, seen].compactMap { $0 }.min()
    }
}
