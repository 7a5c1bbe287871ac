import History

/// Counts acknowledged writes that a fault undid for good, and those that a higher version outran which had never seen
/// them. Not a violation by itself: a Redis without the right to keep them loses them; the scenario says how many are too
/// many.
enum LostWriteCheck: Check {
    static let name = "lost-writes"

    static func evaluate(_ context: CheckContext) -> CheckOutcome {
        var outcome = CheckOutcome()
        let writes = context.model.operations.filter(\.changesSlot)
        let acknowledged = writes.filter { $0.outcome == .ok || $0.outcome == .lost }
        let lost = acknowledged.filter { context.fate(of: $0) == .lost }
        let keys = lostKeyWrites(context)
        let documents = lostDocuments(context)
        let (allLost, all) = (
            lost.count + keys.lost.count + documents.lost,
            acknowledged.count + keys.acknowledged + documents.acknowledged
        )
        outcome.count("redis.lost-writes", allLost, samples: all)
        if context.hasManagedKeys { measureCreates(keys.lost, context, &outcome) }
        outcome.count(
            "lost-rotations", lost.filter(\.isRotation).count, samples: acknowledged.filter(\.isRotation).count)
        let superseded = writes.filter { isSuperseded($0, context) }
        let rotations = writes.filter(\.isRotation).count
        outcome.count("superseded-rotations", superseded.filter(\.isRotation).count, samples: rotations)
        outcome.detail =
            "\(allLost) of \(all) acknowledged writes lost"
            + superseded.map { ", \(text($0, context))" }.joined()
        return outcome
    }

    /// Those on managed keys; a deactivation that was put back is not lost.
    private static func lostKeyWrites(_ context: CheckContext) -> (lost: [KeyOperation], acknowledged: Int) {
        let acknowledged = context.model.keyOperations.enumerated().filter { $0.element.isAcknowledged }
        let lost = acknowledged.filter { context.keys.undone[$0.offset]?.fate == .lost }
        return (lost.map(\.element), acknowledged.count)
    }

    /// Documents of environments; one that was put back is not lost.
    private static func lostDocuments(_ context: CheckContext) -> (lost: Int, acknowledged: Int) {
        let acknowledged = context.model.documentOperations.enumerated().filter { $0.element.isAcknowledged }
        let lost = acknowledged.count { context.environments.undone[$0.offset] == .lost }
        return (lost, acknowledged.count)
    }

    private static func measureCreates(
        _ lost: [KeyOperation], _ context: CheckContext, _ outcome: inout CheckOutcome
    ) {
        let created = context.model.keyOperations.filter { $0.kind == .create && $0.isAcknowledged }
        outcome.count(
            "managed-key.lost-creates", lost.filter { $0.kind == .create }.count, samples: created.count)
    }

    /// As the answer said, or as came out when the two sides met.
    private static func isSuperseded(_ operation: Operation, _ context: CheckContext) -> Bool {
        if operation.outcome == .superseded { return true }
        guard operation.outcome == .ok, case .superseded = context.fate(of: operation) else { return false }
        return true
    }

    private static func text(_ operation: Operation, _ context: CheckContext) -> String {
        let key = context.fingerprint(operation.credential) ?? "\(operation.kind)"
        return "\(key) \(context.outcomeText(operation))"
    }
}

extension Operation {
    fileprivate var isRotation: Bool { kind == .rotate }
}
