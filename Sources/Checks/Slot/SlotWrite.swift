import History

/// An operation that changed the slot for all anybody knows: acknowledged, or shown by the first proof of its effect.
struct SlotWrite: Equatable {
    /// Its index in the model.
    var operation: Int
    var invoked: Time
    /// From here on it counts as acknowledged.
    var known: Time
    var version: VersionStamp
    /// What it put there; nil when it left the value alone.
    var fingerprint: FingerprintBits?
    var node: NodeID

    static func all(_ model: RunModel, _ evidence: [Evidence], isFenced: Bool) -> [SlotWrite] {
        var proofs = Proofs(model, evidence, isFenced: isFenced)
        return model.operations.indices.compactMap { index in
            let operation = model.operations[index]
            guard operation.changesSlot else { return nil }
            switch operation.outcome {
            case .ok, .lost:
                return SlotWrite(operation, index, known: operation.returned ?? .never, operation.version, model)
            case .unconfirmed, .unknown:
                return proofs.proof(of: operation).map {
                    SlotWrite(operation, index, known: $0.at, $0.version, model)
                }
            case .failed, .superseded: return nil
            }
        }
    }

    private init(
        _ operation: Operation, _ index: Int, known: Time, _ version: VersionStamp, _ model: RunModel
    ) {
        self.operation = index
        invoked = operation.invoked
        self.known = known
        self.version = version
        node = operation.node
        fingerprint =
            switch operation.kind {
            case .rotate: model.credential(operation.credential)?.fingerprint
            case .revoke: FingerprintBits.none
            default: nil
            }
    }
}

/// The first sign that an operation of unknown outcome took effect.
private struct Proofs {
    private let evidence: [Evidence]
    private let fingerprints: [CredentialID: FingerprintBits]
    private var taken: Set<VersionStamp>
    private let operations: [Operation]
    private let isFenced: Bool

    init(_ model: RunModel, _ evidence: [Evidence], isFenced: Bool) {
        self.evidence = evidence
        self.isFenced = isFenced
        operations = model.operations
        taken = Set(model.operations.filter { $0.outcome != .superseded }.map(\.version)).subtracting([.zero])
        fingerprints = model.credentials.reduce(into: [:]) { all, credential in
            if let credential { all[credential.id] = credential.fingerprint }
        }
    }

    mutating func proof(of operation: Operation) -> Evidence? {
        let wanted = operation.kind == .rotate ? fingerprints[operation.credential] : nil
        let floor = floor(before: operation.invoked)
        let found = evidence.first { seen in
            guard seen.at >= operation.invoked else { return false }
            if operation.version != .zero { return seen.version == operation.version }
            guard isFenced else { return seen.fingerprint == wanted }
            return seen.version > floor && !taken.contains(seen.version)
                && matches(seen.fingerprint, operation, wanted)
        }
        if let found, isFenced { taken.insert(found.version) }
        return found
    }

    private func matches(_ seen: FingerprintBits, _ operation: Operation, _ wanted: FingerprintBits?) -> Bool {
        switch operation.kind {
        case .rotate: seen == wanted
        case .revoke: seen == .none
        default: seen != .none
        }
    }

    private func floor(before time: Time) -> VersionStamp {
        operations.filter { $0.outcome == .ok && ($0.returned ?? .never) <= time }.map(\.version).max() ?? .zero
    }
}
