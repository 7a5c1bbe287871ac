import History
import Scenario

/// What the judges of all lives share: the colours for right clocks, and for each wrong one that there was.
struct JudgeContext: Sendable {
    let timelines: Timelines
    /// The colours as the acknowledgements had it, where a fault undid some.
    let acknowledged: Timelines?
    private let widenedTimelines: [Int64: Timelines]
    private let widenedAcknowledged: [Int64: Timelines]
    let isStaleRefusing: Bool

    init(
        _ model: RunModel, _ slots: SlotHistories, _ limits: Limits, clockOffsets: Set<Int64>, isStaleRefusing: Bool
    ) {
        let hasUndone = !slots.judged.undone.isEmpty
        let offsets = clockOffsets.subtracting([0])
        timelines = Timelines(model, slots.judged, limits)
        acknowledged = hasUndone ? Timelines(model, slots.acknowledged, limits) : nil
        widenedTimelines = offsets.reduce(into: [:]) { all, offset in
            all[offset] = Timelines(model, slots.judged, limits.widened(by: offset))
        }
        widenedAcknowledged = (hasUndone ? offsets : []).reduce(into: [:]) { all, offset in
            all[offset] = Timelines(model, slots.acknowledged, limits.widened(by: offset))
        }
        self.isStaleRefusing = isStaleRefusing
    }

    func widened(by offset: Int64) -> Timelines { widenedTimelines[offset] ?? timelines }
    func acknowledged(by offset: Int64) -> Timelines? { widenedAcknowledged[offset] ?? acknowledged }
}
