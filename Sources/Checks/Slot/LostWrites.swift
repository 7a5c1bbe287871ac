import History

/// Acknowledged writes that a fault undid for good.
///
/// Lost is what stood in the slot when Redis lost its data or went away, when two polls after the slot could be read
/// again it holds something lower, and no repair brought it back before the next write (checking.md, "lost").
struct LostWrites {
    /// Indices of operations.
    private(set) var operations: Set<Int> = []

    init(_ model: RunModel, poll: Int64, isFenced: Bool) {
        for (index, operation) in model.operations.enumerated() where operation.outcome == .lost {
            operations.insert(index)
        }
        for fault in Self.faults(model) {
            guard let index = Self.inForce(at: fault, model) else { continue }
            if Self.isGone(model.operations[index], after: fault, model, poll: poll, isFenced: isFenced) {
                operations.insert(index)
            }
        }
    }

    /// When data may have vanished: not where only the slot was damaged, which repair or the next write must mend.
    private static func faults(_ model: RunModel) -> [Time] {
        let losses = model.operations.filter { $0.kind == .dataLoss }.map(\.invoked)
        let outages = model.holds.filter { $0.why == .redisDown }.map(\.span.from)
        return Set(losses + outages).sorted()
    }

    private static func inForce(at fault: Time, _ model: RunModel) -> Int? {
        model.operations.indices.filter {
            let operation = model.operations[$0]
            return operation.changesSlot && operation.outcome == .ok && (operation.returned ?? .never) <= fault
        }.max { left, right in
            let (left, right) = (model.operations[left], model.operations[right])
            return (left.version, left.returned ?? 0) < (right.version, right.returned ?? 0)
        }
    }

    private static func isGone(
        _ operation: Operation, after fault: Time, _ model: RunModel, poll: Int64, isFenced: Bool
    ) -> Bool {
        let nextWrite =
            model.operations.first { $0.changesSlot && $0.outcome != .failed && $0.invoked >= fault }?.invoked
        let readable = model.samples.filter {
            $0.called >= fault && $0.returned <= nextWrite ?? .never && ($0.content == .good || $0.content == .absent)
        }
        guard let first = readable.firstIndex(where: { !holds($0, operation, model, isFenced: isFenced) })
        else { return false }
        let since = readable[first...]
        let settled = readable[first].returned.later(by: 2 * poll)
        guard since.contains(where: { $0.called >= settled }) else { return false }  // overwritten too soon to tell
        return !since.contains { holds($0, operation, model, isFenced: isFenced) }
    }

    private static func holds(
        _ sample: SlotSample, _ operation: Operation, _ model: RunModel, isFenced: Bool
    ) -> Bool {
        guard sample.content == .good else { return false }
        if isFenced { return sample.version >= operation.version }
        return sample.fingerprint == model.credential(operation.credential)?.fingerprint
    }
}
