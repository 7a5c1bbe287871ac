import History

/// The slot's states as two sides see them: the same, unless a fault undid what had taken effect.
struct SlotHistories {
    /// With what is lost or superseded left open: the ground of colours, convergence and order.
    let judged: SlotHistory
    /// As the acknowledgements had it: a lost retirement stays one here, so that a key that comes back is seen to.
    let acknowledged: SlotHistory

    init(_ model: RunModel, _ replicas: [ReplicaFacts], poll: Int64, isFenced: Bool) {
        let evidence = Evidence.all(model, replicas)
        let writes = SlotWrite.all(model, evidence, isFenced: isFenced)
        let undone = LostWrites(model, writes, poll: poll, isFenced: isFenced).undone
        judged = SlotHistory(model, evidence, writes, undone: undone, isFenced: isFenced)
        acknowledged =
            undone.isEmpty ? judged : SlotHistory(model, evidence, writes, undone: [:], isFenced: isFenced)
    }
}

extension SlotHistory {
    /// Orders the run's operations by version and finds out when each began to hold.
    init(_ model: RunModel, _ evidence: [Evidence], _ writes: [SlotWrite], undone: [Int: Undoing], isFenced: Bool) {
        let known = writes.filter { undone[$0.operation] == nil }
        let effective = Dictionary(uniqueKeysWithValues: known.map { ($0.operation, $0) })
        let versions = Dictionary(uniqueKeysWithValues: writes.map { ($0.operation, $0.version) })
        let soundness = SlotSoundness(model)
        let changes = model.operations.indices.compactMap { index in
            SlotChange(model.operations[index], index, effective[index], version: versions[index])
                .map { $0.meeting(soundness, on: model.operations[index].node) }
        }
        let ordered = isFenced ? Self.byVersion(changes) : Self.byTime(changes, model.primarySamples, model)
        let opening = Opening(model, evidence, before: ordered.first?.invoked ?? .never)
        let reopened = Reopening(
            model, evidence, opening, before: ordered.map(\.invoked).min() ?? .never, isFenced: isFenced)
        self.init(
            changes: opening.changes + reopened.changes + ordered, contenders: opening.contenders, isFenced: isFenced,
            undone: undone)
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
