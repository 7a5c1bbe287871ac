import History

/// Whether an operation certainly met a sound record in the slot.
///
/// It did when the last sample of its node before it shows one, and from that sample to its end nothing damaged the slot,
/// emptied it, or took Redis away.
struct SlotSoundness {
    private let samples: [NodeID: [SlotSample]]
    private let breaks: [Span]

    init(_ model: RunModel) {
        let readable = model.samples.filter { $0.content != .unreadable }
        var samples = Dictionary(grouping: readable, by: \.node)
        samples[.unknown] = model.primarySamples.filter { $0.content != .unreadable }
        self.samples = samples
        let faults = model.operations.filter(\.isFault).map {
            Span(from: $0.invoked, to: $0.returned ?? .never)
        }
        breaks = faults + model.holds.filter { $0.why == .redisDown }.map(\.span)
    }

    func isSound(_ from: Time, _ to: Time, on node: NodeID) -> Bool {
        let samples = samples[node] ?? []
        let after = samples.firstIndexReached { $0.returned > from }
        let last = after > 0 ? samples[after - 1] : nil
        guard last?.content ?? .good == .good else { return false }
        let since = last?.called ?? .always
        return !breaks.contains { $0.touches(since, to) }
    }
}

extension SlotChange {
    /// The same, knowing whether it met a sound record.
    func meeting(_ soundness: SlotSoundness, on node: NodeID) -> SlotChange {
        var change = self
        change.metSoundSlot = soundness.isSound(invoked, acknowledged, on: node)
        return change
    }
}
