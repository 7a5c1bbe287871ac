import History

/// Writes that had taken effect, and that a fault undid for good: what stands on the primary two polls after everything
/// has healed has never seen them, and no repair brought them back (checking.md, "lost" and "superseded").
struct LostWrites {
    /// By index of the operation.
    private(set) var undone: [Int: Undoing] = [:]
    private let survival: SlotSurvival

    init(_ model: RunModel, _ writes: [SlotWrite], poll: Int64, isFenced: Bool) {
        survival = SlotSurvival(model)
        for (index, operation) in model.operations.enumerated() where operation.outcome == .lost {
            undone[index] = Undoing(fate: .lost, from: operation.invoked)
        }
        for jeopardy in Jeopardy.all(model, writes, poll: poll) {
            let endangered = writes.filter(jeopardy.endangers)
            let fates = isFenced ? fenced(endangered, jeopardy) : plain(endangered, jeopardy)
            for (operation, fate) in fates where undone[operation] == nil {
                undone[operation] = Undoing(fate: fate, from: jeopardy.from)
            }
        }
    }

    // MARK: fenced: the order of versions tells

    private func fenced(_ writes: [SlotWrite], _ jeopardy: Jeopardy) -> [(Int, Undoing.Fate)] {
        writes.compactMap { write in fate(of: write, jeopardy).map { (write.operation, $0) } }
    }

    private func fate(of write: SlotWrite, _ jeopardy: Jeopardy) -> Undoing.Fate? {
        guard !wasGone(write, before: jeopardy) else { return nil }
        var seen = survival.seen(from: max(jeopardy.from, write.known), toNextWriteAfter: jeopardy.settled)
        if let last = seen.last, isLower(last, write) {
            if last.called >= jeopardy.settled { return .lost }
            // Overwritten before it could be told lost: what follows shows whether the writer had seen it.
            survival.first(after: last.called).map { seen.append($0) }
        }
        guard jeopardy.isMove, let fall = seen.lastIndex(where: { isLower($0, write) }), fall + 1 < seen.count else {
            return nil
        }
        return winner(over: write, seen[fall], seen[(fall + 1)...]).map { .superseded(by: $0) }
    }

    /// Nil when the write came back first.
    private func winner(
        over write: SlotWrite, _ fall: SlotSample, _ risen: ArraySlice<SlotSample>
    ) -> FingerprintBits? {
        guard let first = risen.first, let last = risen.last, first.version != write.version,
            !survival.wasLogged(write.version, on: first.node, since: fall.called)
        else { return nil }
        return last.fingerprint
    }

    /// Something else had happened to it before.
    private func wasGone(_ write: SlotWrite, before jeopardy: Jeopardy) -> Bool {
        guard jeopardy.only == nil else { return false }
        return survival.last(known: write.known, before: jeopardy.from).map { isLower($0, write) } ?? false
    }

    private func isLower(_ sample: SlotSample, _ write: SlotWrite) -> Bool {
        sample.content != .good || sample.version < write.version
    }

    // MARK: plain: only values tell

    /// Where another value stands, what was written after that one is lost with it.
    private func plain(_ writes: [SlotWrite], _ jeopardy: Jeopardy) -> [(Int, Undoing.Fate)] {
        let writes = writes.filter { $0.known != .never }.sorted { $0.invoked < $1.invoked }
        guard let known = writes.map(\.known).max() else { return [] }
        let from = max(jeopardy.from, known)
        guard let stands = survival.seen(from: from, toNextWriteAfter: from).last,
            jeopardy.only != nil || !stood(stands, since: known, before: jeopardy.from)
        else { return [] }
        return lost(writes, stands, jeopardy).map { ($0.operation, .lost) }
    }

    private func lost(_ writes: [SlotWrite], _ stands: SlotSample, _ jeopardy: Jeopardy) -> [SlotWrite] {
        guard stands.content == .good else { return stands.called >= jeopardy.settled ? writes : [] }
        if let last = writes.last(where: { $0.fingerprint == stands.fingerprint }) {
            return writes.filter { $0.invoked > last.known }
        }
        let isOlder = jeopardy.only != nil || survival.isOpening(stands.fingerprint)
        return isOlder ? writes : []
    }

    /// The fault changed nothing.
    private func stood(_ sample: SlotSample, since known: Time, before fault: Time) -> Bool {
        let before = survival.last(known: known, before: fault)
        return before.map { $0.content == sample.content && $0.fingerprint == sample.fingerprint } ?? false
    }
}
