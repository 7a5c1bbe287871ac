import History

/// Operations and reads between two breaks: times in which Redis was away or the slot was damaged.
struct SlotReign {
    var operations: [SlotOperation]

    func wrong() -> [SlotOperation] {
        LinearizabilitySweep(operations).wrong().map { operations[$0] }
    }

    /// What touches a break belongs to no reign.
    static func all(_ model: RunModel, _ breaks: [Span]) -> [SlotReign] {
        let all = (reads(model) + writes(model)).filter { operation in
            !breaks.contains { $0.touches(operation.called, operation.returned) }
        }.sorted { $0.returned < $1.returned }
        let groups = Dictionary(grouping: all) { operation in breaks.firstIndexReached { $0.from > operation.called } }
        return groups.sorted { $0.key < $1.key }.map { SlotReign(operations: $0.value) }
    }

    private static func reads(_ model: RunModel) -> [SlotOperation] {
        model.samples.filter { $0.content == .good }.map {
            SlotOperation(called: $0.called, returned: $0.returned, version: $0.version, isWrite: false)
        }
    }

    private static func writes(_ model: RunModel) -> [SlotOperation] {
        model.operations.compactMap { operation in
            guard operation.changesSlot, operation.outcome == .ok || operation.outcome == .unconfirmed,
                operation.version != .zero
            else { return nil }
            return SlotOperation(
                called: operation.invoked, returned: operation.returned ?? .never, version: operation.version,
                isWrite: true)
        }
    }
}
