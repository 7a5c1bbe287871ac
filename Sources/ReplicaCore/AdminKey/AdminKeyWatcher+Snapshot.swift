import Credentials
import History

extension AdminKeyWatcher {
    /// Takes over what Redis said: from here on nothing lower is believed.
    mutating func adopt(_ key: HeldKey, from source: SlotSource, at now: Moment) {
        held = key
        repairAt = nil
        rebuildSnapshot(at: now)
        recordApplied(path(of: source))
        guard generation == .drawn else { return }
        generation = .none
        if let value = key.value { effects.append(.keepGenerated(value)) }
    }

    private func path(of source: SlotSource) -> ApplyPath {
        switch source {
        case .read: status.isReady ? .poll : .start
        case .push: .push
        case .write(let path): path
        }
    }

    mutating func recordApplied(_ path: ApplyPath) {
        let credential = names[snapshot.fingerprint] ?? .unnamed
        effects.append(
            .record(
                .applied(
                    version: snapshot.version, fingerprint: snapshot.fingerprint, credential: credential, path: path)))
    }

    /// Exactly one of three is in force: what Redis confirmed, the configured key until then if the replica degrades,
    /// or nothing. A generated key is nobody's before it stands in the slot.
    mutating func rebuildSnapshot(at now: Moment) {
        let own = settings.atStart == .degrade ? settings.configured : nil
        let current = held.map { $0.value } ?? own
        let outgoing = held?.outgoing(after: now.wall) ?? []
        snapshot = KeySnapshot(
            table: KeyTable(current: current, outgoing: outgoing, internalToken: settings.internalToken),
            version: held?.stamp ?? .zero, fingerprint: fingerprint(of: current),
            outgoing: outgoing.map { fingerprint(of: $0.value) }, isConfirmed: held != nil,
            awaitsFirstRead: settings.atStart == .refuse && status.lastGoodRead == nil, staleAt: staleAt)
        status.version = snapshot.version
        status.effective = snapshot.fingerprint
        status.isUnconfirmed = held == nil && current != nil
        scheduleNextEnd(of: outgoing, at: now)
        swap()
    }

    /// An end in steady time; a step of the wall clock is seen at the next input.
    private mutating func scheduleNextEnd(of outgoing: [OutgoingKey], at now: Moment) {
        nextEnd = outgoing.map(\.end).min().map { end in
            let rest = end.nanoseconds.subtractingReportingOverflow(now.wall.nanoseconds)
            return now.steady.advanced(byNanoseconds: UInt64(max(0, rest.overflow ? .max : rest.partialValue)))
        }
    }

    /// Decisions judge ends themselves; this keeps what is dead out of the table, and brings it back when the wall
    /// clock does.
    mutating func dropEndedKeys(at now: Moment) {
        guard case .fenced(let slot) = held, !slot.outgoing.isEmpty, let held else { return }
        let outgoing = held.outgoing(after: now.wall)
        if outgoing.count == snapshot.outgoing.count {
            scheduleNextEnd(of: outgoing, at: now)
        } else {
            rebuildSnapshot(at: now)
        }
    }

    mutating func noteGoodRead(at now: Moment) {
        let isFirst = status.lastGoodRead == nil
        status.lastGoodRead = now.steady
        if isFirst, settings.atStart == .refuse {
            rebuildSnapshot(at: now)
        } else if settings.onStale != .keep {
            snapshot.staleAt = staleAt
            swap()
        }
    }

    /// Counted from the start while there was no good read: a key that nobody confirmed grows stale too.
    private var staleAt: SteadyTime? {
        guard case .refuseAfter(let nanoseconds) = settings.onStale else { return nil }
        return (status.lastGoodRead ?? startedAt)?.advanced(byNanoseconds: nanoseconds)
    }

    mutating func judgeStaleness(at now: Moment) {
        guard let staleAt = snapshot.staleAt else { return }
        let isStale = staleAt <= now.steady
        guard isStale != status.isStale else { return }
        status.isStale = isStale
        effects.append(.record(.staleChanged(isStale: isStale)))
    }

    /// Once per input, before all records of it: what they say must be true of the next decision.
    private mutating func swap() {
        if !effects.contains(.swap) { effects.insert(.swap, at: 0) }
    }
}
