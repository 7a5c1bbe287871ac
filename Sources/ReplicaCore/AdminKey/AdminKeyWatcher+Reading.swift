import Credentials
import History

/// A read under way. What was held when it began tells whether its answer was overtaken by a push.
struct ReadInFlight: Equatable, Sendable {
    let heldAtStart: VersionStamp?
    /// Something happened that this answer may not show: read once more when it has come.
    var mustRepeat = false
}

/// How a statement about the slot came.
enum SlotSource: Equatable, Sendable {
    /// `isOvertaken`: a newer record was adopted while the read was under way, so the answer may be from before it.
    case read(isOvertaken: Bool)
    case push
    /// What stood there when an own write was answered.
    case write(ApplyPath)
}

extension AdminKeyWatcher {
    /// Reads now, or once more after the read that is under way: two at a time could answer in the wrong order.
    mutating func requestRead(at now: Moment) {
        guard status.isLinkUp else { return }
        guard reading == nil else {
            reading?.mustRepeat = true
            return
        }
        reading = ReadInFlight(heldAtStart: held?.stamp)
        nextPoll = now.steady.advanced(byNanoseconds: settings.poll)
        effects.append(.read)
    }

    mutating func readEnded(_ result: Result<SlotReading, SlotReadFailure>, at now: Moment) {
        guard let ended = reading else { return }
        reading = nil
        switch result {
        case .success(let answer):
            noteAnswer(at: now)
            if answer == .absent { hasSeenAbsence = true }
            take(answer, from: .read(isOvertaken: ended.heldAtStart != held?.stamp), at: now)
        case .failure(let failure):
            outage.troubled()
            status.slot = .unreadable(failure)
        }
        if ended.mustRepeat, reading == nil { requestRead(at: now) }
        if writing == nil, generation != .asked { becomeReady() }
    }

    private mutating func noteAnswer(at now: Moment) {
        guard let lastGood = outage.answered(at: now.steady) else { return }
        effects.append(.record(.recovered(lastGood: lastGood.nanoseconds)))
    }

    mutating func pushed(_ message: SlotReading?, at now: Moment) {
        guard settings.format == .fenced, let message else {
            requestRead(at: now)
            return
        }
        take(message, from: .push, at: now)
    }

    /// Judges one statement about the slot, wherever it came from.
    mutating func take(_ answer: SlotReading, from source: SlotSource, at now: Moment) {
        switch (answer, settings.format) {
        case (.fenced(let slot), .fenced): take(slot, from: source, at: now)
        case (.plain(let value), .plain): take(value, from: source, at: now)
        case (.absent, _): takeAbsence(from: source, at: now)
        case (.blank, _): refuse(.blank, from: source, at: now)
        case (.malformed(let damage), _): refuse(SlotRefusal(damage), from: source, at: now)
        case (.fenced, .plain), (.plain, .fenced): refuse(.wrongType, from: source, at: now)
        }
    }

    private mutating func take(_ slot: AdminKeySlot, from source: SlotSource, at now: Moment) {
        if let flaw = flaw(of: slot, at: now) {
            refuse(flaw, version: VersionStamp(slot.version), from: source, at: now)
            return
        }
        noteGood(source, at: now)
        guard case .fenced(let own) = held else {
            adopt(.fenced(slot), from: source, at: now)
            return
        }
        if slot.version == own.version {
            repairAt = nil
        } else if slot.version.epoch == .zero, own.version.epoch == .zero {
            takeOtherBootstrap(slot, from: source, at: now)
        } else if slot.version > own.version {
            noteGap(before: slot, own: own, from: source, at: now)
            adopt(.fenced(slot), from: source, at: now)
        } else {
            takeLower(slot, from: source, at: now)
        }
    }

    /// Why a well-formed record is malformed all the same.
    private func flaw(of slot: AdminKeySlot, at now: Moment) -> SlotRefusal? {
        if slot.isPoisoned(at: now.wall) { return .poisoned }
        if let value = slot.value {
            let isOverlapped = slot.outgoing.contains { now.wall < $0.end && overlapsInternalToken($0.value) }
            if isOverlapped || overlapsInternalToken(value) { return .overlapping }
        }
        guard case .fenced(let own) = held, own.version == slot.version else { return nil }
        return own.agrees(with: slot, at: now.wall) ? nil : .conflicting
    }

    private mutating func take(_ value: Secret, from source: SlotSource, at now: Moment) {
        guard !overlapsInternalToken(value) else {
            refuse(.overlapping, from: source, at: now)
            return
        }
        noteGood(source, at: now)
        if held != .plain(value) { adopt(.plain(value), from: source, at: now) }
    }

    /// Between two bootstraps the slot wins, whatever their nonces; a message is not the slot.
    private mutating func takeOtherBootstrap(_ slot: AdminKeySlot, from source: SlotSource, at now: Moment) {
        switch source {
        case .push, .read(isOvertaken: true): requestRead(at: now)
        case .read, .write: adopt(.fenced(slot), from: source, at: now)
        }
    }

    private mutating func takeLower(_ slot: AdminKeySlot, from source: SlotSource, at now: Moment) {
        refuse(.lower, version: VersionStamp(slot.version), from: source, at: now)
        if case .read(let isOvertaken) = source { isOvertaken ? requestRead(at: now) : scheduleRepair(at: now) }
    }

    /// The whole record is in the message, so a gap loses nothing but the knowledge that something was missed.
    private mutating func noteGap(before slot: AdminKeySlot, own: AdminKeySlot, from source: SlotSource, at now: Moment)
    {
        guard source == .push, slot.previous != own.version else { return }
        status.gaps += 1
        let announced = slot.previous.map(VersionStamp.init) ?? .zero
        effects.append(.record(.gapSeen(own: VersionStamp(own.version), announced: announced)))
        requestRead(at: now)
    }

    private func overlapsInternalToken(_ value: Secret) -> Bool { internalSpellings.overlaps(spellingsOf: value) }

    /// A message proves nothing about the node that is read: only reads and own writes count.
    private mutating func noteGood(_ source: SlotSource, at now: Moment) {
        guard source != .push else { return }
        status.slot = .good
        recordedRefusal = nil
        noteGoodRead(at: now)
    }

    /// Keeps what is held, and counts. A message that says nonsense is a reason to look.
    mutating func refuse(
        _ what: SlotRefusal, version: VersionStamp = .zero, from source: SlotSource, at now: Moment
    ) {
        status.refusals[what, default: 0] += 1
        let refusal = Refusal(what: what, version: version)
        if recordedRefusal != refusal { effects.append(.record(.slotRefused(what, version: version))) }
        recordedRefusal = refusal
        if source == .push { requestRead(at: now) } else { status.slot = .refused(what) }
    }
}

extension SlotRefusal {
    init(_ damage: SlotDamage) {
        switch damage {
        case .wrongType: self = .wrongType
        case .poisonedEpoch: self = .poisoned
        case .illegalCharacter, .tooLong, .badField: self = .malformed
        }
    }
}
