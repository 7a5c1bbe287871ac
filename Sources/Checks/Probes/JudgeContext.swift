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
        _ model: RunModel, _ slots: SlotHistories, _ keys: KeyHistory,
        _ environments: EnvironmentHistory, _ levels: KeyLevels, clockOffsets: Set<Int64>,
        isStaleRefusing: Bool
    ) {
        let published = EnvironmentColours(environments)
        func judged(_ levels: KeyLevels) -> Timelines {
            Timelines(model, slots.judged, keys.judged, keys.unprotected, published, levels)
        }
        func undone(_ levels: KeyLevels) -> Timelines {
            Timelines(model, slots.acknowledged, keys.acknowledged, keys.unprotected, published, levels)
        }
        let hasUndone = !slots.judged.undone.isEmpty || !keys.undone.isEmpty
        let offsets = clockOffsets.subtracting([0])
        timelines = judged(levels)
        acknowledged = hasUndone ? undone(levels) : nil
        widenedTimelines = offsets.reduce(into: [:]) { $0[$1] = judged(levels.widened(by: $1)) }
        widenedAcknowledged = (hasUndone ? offsets : []).reduce(into: [:]) { $0[$1] = undone(levels.widened(by: $1)) }
        self.isStaleRefusing = isStaleRefusing
    }

    func widened(by offset: Int64) -> Timelines { widenedTimelines[offset] ?? timelines }
    func acknowledged(by offset: Int64) -> Timelines? { widenedAcknowledged[offset] ?? acknowledged }
}
