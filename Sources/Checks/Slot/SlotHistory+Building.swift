import History

extension SlotHistory {
    /// Orders the run's operations by version and finds out when each began to hold.
    init(_ model: RunModel, _ replicas: [ReplicaFacts], poll: Int64, isFenced: Bool) {
        let evidence = Evidence.all(model, replicas)
        let lost = LostWrites(model, poll: poll, isFenced: isFenced).operations
        var proofs = Proofs(model, evidence, isFenced: isFenced)
        let soundness = SlotSoundness(model)
        let changes = model.operations.indices.compactMap { index in
            Self.change(model.operations[index], index, isLost: lost.contains(index), &proofs)
        }.map { $0.meeting(soundness) }
        let ordered = isFenced ? Self.byVersion(changes) : Self.byTime(changes, model.samples, model)
        let opening = Opening(model, evidence, before: ordered.first?.invoked ?? .never)
        let reopened = Reopening(
            model, evidence, opening, before: ordered.map(\.invoked).min() ?? .never, isFenced: isFenced)
        self.init(
            changes: opening.changes + reopened.changes + ordered, contenders: opening.contenders, isFenced: isFenced,
            lost: lost)
    }

    private static func change(
        _ operation: Operation, _ index: Int, isLost: Bool, _ proofs: inout Proofs
    ) -> SlotChange? {
        guard operation.changesSlot, operation.outcome != .failed else { return nil }
        var change = SlotChange(
            operation: index, kind: operation.kind, credential: operation.kind == .rotate ? operation.credential : nil,
            grace: operation.grace, invoked: operation.invoked, acknowledged: .never, version: operation.version,
            graceEnd: operation.graceEnd, isAnswered: operation.isAnswered, isCertain: true)
        switch operation.outcome {
        case .ok:
            change.acknowledged = isLost ? .never : operation.returned ?? .never
            change.isCertain = !isLost
        case .unconfirmed, .unknown:
            let proof = isLost ? nil : proofs.proof(of: operation)
            change.acknowledged = proof?.at ?? .never
            change.version = proof?.version ?? operation.version
            change.isCertain = proof != nil
        case .superseded:
            // What it wrote, if anything, came below the version that it found.
            change.isCertain = false
        case .lost, .failed: change.isCertain = false
        }
        return change
    }

    /// By version; one that nobody knows the version of stands before the first known one that was invoked later.
    private static func byVersion(_ changes: [SlotChange]) -> [SlotChange] {
        let known = changes.filter { $0.version != .zero }.sorted {
            ($0.version, $0.isCertain ? 1 : 0, $0.invoked) < ($1.version, $1.isCertain ? 1 : 0, $1.invoked)
        }
        let unknown = changes.filter { $0.version == .zero }.sorted { $0.invoked < $1.invoked }
        return unknown.reduce(into: known) { ordered, change in
            let place = ordered.firstIndex { $0.invoked > change.invoked } ?? ordered.endIndex
            ordered.insert(change, at: place)
        }
    }

    /// A plain slot has no versions. Operations that overlap may stand in any order: only the one that the samples show
    /// last is taken as acknowledged, when all of them have returned.
    private static func byTime(_ changes: [SlotChange], _ samples: [SlotSample], _ model: RunModel) -> [SlotChange] {
        var groups: [[SlotChange]] = []
        var groupEnd = Time.always
        for change in changes.sorted(by: { $0.invoked < $1.invoked }) {
            if change.invoked < groupEnd { groups[groups.count - 1].append(change) } else { groups.append([change]) }
            groupEnd = max(groupEnd, change.acknowledged == .never ? change.invoked : change.acknowledged)
        }
        return groups.flatMap { $0.count == 1 ? $0 : settled($0, samples, model) }
    }

    private static func settled(_ group: [SlotChange], _ samples: [SlotSample], _ model: RunModel) -> [SlotChange] {
        let end = group.map(\.acknowledged).filter { $0 != .never }.max() ?? .never
        let shown = samples.first { $0.called >= end && $0.content == .good }?.fingerprint
        let winner = group.lastIndex { change in
            change.credential.flatMap { model.credential($0)?.fingerprint } == shown && shown != nil
        }
        var settled = group
        for index in settled.indices {
            settled[index].acknowledged = .never
            settled[index].isCertain = false
        }
        guard let winner else { return settled }
        var last = settled.remove(at: winner)
        last.acknowledged = end
        last.isCertain = true
        return settled + [last]
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
