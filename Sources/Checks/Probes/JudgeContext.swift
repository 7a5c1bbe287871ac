import History
import Scenario

/// What the judges of all lives share: the colours for right clocks, and for each wrong one that there was.
struct JudgeContext: Sendable {
    let timelines: Timelines
    private let widenedTimelines: [Int64: Timelines]
    let isStaleRefusing: Bool

    init(_ model: RunModel, _ history: SlotHistory, _ limits: Limits, clockOffsets: Set<Int64>, isStaleRefusing: Bool) {
        timelines = Timelines(model, history, limits)
        widenedTimelines = clockOffsets.subtracting([0]).reduce(into: [:]) { all, offset in
            all[offset] = Timelines(model, history, limits.widened(by: offset))
        }
        self.isStaleRefusing = isStaleRefusing
    }

    func widened(by offset: Int64) -> Timelines { widenedTimelines[offset] ?? timelines }
}
