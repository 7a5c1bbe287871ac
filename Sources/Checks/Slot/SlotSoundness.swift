import History

/// Whether an operation certainly met a sound record in the slot.
///
/// It did when the last sample before it shows one, and from that sample to its end nothing damaged the slot, emptied it,
/// or took Redis away.
struct SlotSoundness {
    private let samples: [SlotSample]
    private let breaks: [Span]

    init(_ model: RunModel) {
        samples = model.samples.filter { $0.content != .unreadable }.sorted { $0.returned < $1.returned }
        let faults = model.operations.filter(\.isFault).map {
            Span(from: $0.invoked, to: $0.returned ?? .never)
        }
        breaks = faults + model.holds.filter { $0.why == .redisDown }.map(\.span)
    }

    func isSound(_ from: Time, _ to: Time) -> Bool {
        let after = samples.firstIndexReached { $0.returned > from }
        let last = after > 0 ? samples[after - 1] : nil
        guard last?.content ?? .good == .good else { return false }
        let since = last?.called ?? .always
        return !breaks.contains { $0.touches(since, to) }
    }
}

extension SlotChange {
    /// The same, knowing whether it met a sound record.
    func meeting(_ soundness: SlotSoundness) -> SlotChange {
        var change = self
        change.metSoundSlot = soundness.isSound(invoked, acknowledged)
        return change
    }
}
