import History

/// Operations on the reigning primary and reads of it, between two breaks: times in which its data may have gone, or the
/// slot was damaged.
struct SlotReign {
    var operations: [SlotOperation]

    func wrong() -> [SlotOperation] {
        LinearizabilitySweep(operations).wrong().map { operations[$0] }
    }

    /// What touches a break, or went to a node that did not reign, belongs to no reign.
    static func all(_ model: RunModel, _ breaks: [Span]) -> [SlotReign] {
        model.reigns.all.flatMap { reign -> [SlotReign] in
            let all = (reads(reign, model) + writes(reign, model)).filter { operation in
                !breaks.contains { $0.touches(operation.called, operation.returned) }
            }.sorted { $0.returned < $1.returned }
            let groups = Dictionary(grouping: all) { operation in
                breaks.firstIndexReached { $0.from > operation.called }
            }
            return groups.sorted { $0.key < $1.key }.map { SlotReign(operations: $0.value) }
        }
    }

    private static func reads(_ reign: Reign, _ model: RunModel) -> [SlotOperation] {
        model.primarySamples.filter { $0.content == .good && reign.covers($0.node, $0.called, $0.returned) }.map {
            SlotOperation(called: $0.called, returned: $0.returned, version: $0.version, isWrite: false)
        }
    }

    private static func writes(_ reign: Reign, _ model: RunModel) -> [SlotOperation] {
        model.operations.compactMap { operation in
            let returned = operation.returned ?? .never
            guard operation.changesSlot, operation.outcome == .ok || operation.outcome == .unconfirmed,
                operation.version != .zero, reign.covers(operation.node, operation.invoked, returned)
            else { return nil }
            return SlotOperation(
                called: operation.invoked, returned: returned, version: operation.version, isWrite: true)
        }
    }
}
