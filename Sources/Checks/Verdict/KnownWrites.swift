import History

/// What anybody is on record to have put into the slot.
struct KnownWrites {
    private struct Write: Hashable {
        var version: VersionStamp
        var fingerprint: FingerprintBits
    }

    private var writes: Set<Write> = []
    private var fingerprints: Set<FingerprintBits> = []
    /// Epochs of operations whose end nobody saw are not known; their values are.
    private var uncertain: Set<FingerprintBits> = []
    private let isFenced: Bool
    /// Whether the log could be read at all.
    let hasLog: Bool

    init(_ model: RunModel, _ replicas: [ReplicaFacts], _ slot: SlotHistory) {
        isFenced = slot.isFenced
        hasLog = !model.log.isEmpty
        for entry in model.log { add(entry.version, entry.fingerprint) }
        for operation in model.operations where operation.changesSlot {
            add(operation, model)
        }
        for write in replicas.lazy.flatMap(\.lives).flatMap(\.writes) where write.outcome != .failed {
            add(write.version, write.fingerprint)
        }
        for credential in slot.contenders {
            model.credential(credential).map { _ = fingerprints.insert($0.fingerprint) }
        }
    }

    private mutating func add(_ version: VersionStamp, _ fingerprint: FingerprintBits) {
        writes.insert(Write(version: version, fingerprint: fingerprint))
        fingerprints.insert(fingerprint)
    }

    private mutating func add(_ operation: Operation, _ model: RunModel) {
        let written = operation.kind == .rotate ? model.credential(operation.credential)?.fingerprint : nil
        switch operation.outcome {
        case .ok, .lost, .unconfirmed: add(operation.version, written ?? operation.fingerprint)
        case .unknown, .superseded: uncertain.insert(written ?? .none)
        case .failed: break
        }
    }

    func contains(_ version: VersionStamp, _ fingerprint: FingerprintBits) -> Bool {
        if uncertain.contains(fingerprint) { return true }
        guard isFenced else { return fingerprints.contains(fingerprint) }
        return writes.contains(Write(version: version, fingerprint: fingerprint))
    }
}
