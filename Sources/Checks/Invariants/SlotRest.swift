import History

/// The slot at the end of the run, as the reigning primary has it: since when it did not change any more, and what it holds.
struct SlotRest {
    let since: Time
    /// What a replica applied later may have been written since.
    let lastLook: Time
    /// Nil when it cannot be read, or holds something that nobody wrote on purpose.
    let holding: LifeFacts.Application?

    init(_ context: CheckContext) {
        let samples = context.model.primarySamples.filter { $0.content != .unreadable }
        let lastChange = context.slot.changes.map(\.invoked).max() ?? .always
        let acknowledged = context.slot.changes.map(\.acknowledged).filter { $0 != .never }.max() ?? .always
        guard let last = samples.last else {
            since = max(context.fleetReady, lastChange, acknowledged)
            lastLook = .never
            holding = nil
            return
        }
        let changed = samples.lastIndex {
            $0.content != last.content || $0.version != last.version || $0.fingerprint != last.fingerprint
        }
        let firstOfRest = changed.map { samples[$0 + 1].returned } ?? samples[0].returned
        since = max(firstOfRest, context.fleetReady, acknowledged)
        lastLook = last.called
        let isUsable = last.content == .good && context.isKnown(last)
        holding =
            isUsable
            ? LifeFacts.Application(
                at: last.returned, version: last.version, fingerprint: last.fingerprint, credential: .unnamed,
                path: .poll) : nil
    }

    /// Those that had the time to follow and were not held at their end.
    func lives(_ context: CheckContext) -> [LifeView] {
        let bound = context.limits.learn
        return context.lives.filter { view in
            let end = view.window.end
            guard view.window.shifted(since.later(by: bound), bound: bound) < end else { return false }
            return !view.window.isHeld(end, end)
        }
    }
}
