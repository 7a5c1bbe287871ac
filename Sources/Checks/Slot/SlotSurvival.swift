import History

/// What stood on the reigning primary behind a fault: the ground on which it is told whether a write survived it.
struct SlotSurvival {
    private let model: RunModel
    /// Of reigning primaries; without those that a damage of the slot by intent explains.
    private let samples: [SlotSample]

    init(_ model: RunModel) {
        self.model = model
        let damages = model.operations.filter { $0.kind == .damage }.map { damage in
            let returned = damage.returned ?? .never
            let mended = model.primarySamples.first { $0.called >= returned && $0.content == .good }
            return Span(from: damage.invoked, to: mended?.called ?? .never)
        }
        samples = model.primarySamples.filter { sample in
            guard sample.content == .good || sample.content == .absent else { return false }
            return !damages.contains { $0.overlaps(Span(from: sample.called, to: sample.returned)) }
        }
    }

    /// From a moment to the next one that anything was written after another moment.
    func seen(from: Time, toNextWriteAfter time: Time) -> [SlotSample] {
        let next = model.operations.first { $0.changesSlot && $0.outcome != .failed && $0.invoked >= time }?.invoked
        let rest = samples[samples.firstIndexReached { $0.returned >= from }...].filter { $0.called >= from }
        return rest.filter { $0.returned <= next ?? .never }
    }

    /// The first one behind a moment.
    func first(after time: Time) -> SlotSample? { samples.first { $0.called > time } }

    /// The last one of what stood there when a write was known, and nothing had happened to it yet.
    func last(known: Time, before fault: Time) -> SlotSample? {
        samples.last { $0.called >= known && $0.returned <= fault }
    }

    /// The node's log shows the version at or after a time: it was put back, however shortly.
    func wasLogged(_ version: VersionStamp, on node: NodeID, since time: Time) -> Bool {
        model.log.contains { $0.node == node && $0.version == version && $0.read >= time }
    }

    /// The slot's first value, that no operation of the run put there.
    func isOpening(_ fingerprint: FingerprintBits) -> Bool {
        let origin = model.credential(with: fingerprint)?.origin
        return origin == .initial || origin == .configured
    }
}
