import Credentials
import History

/// A write under way; one at a time.
struct SlotWrite: Equatable, Sendable {
    let by: WrittenBy
    let version: VersionStamp
    let fingerprint: FingerprintBits
}

extension AdminKeyWatcher {
    /// The longest that a lower or absent slot is left alone, so that a fleet does not repair in one instant.
    static let longestJitter: UInt64 = 50_000_000

    /// A good read said that there is nothing. What may be put there depends on who confirmed it, and when.
    mutating func takeAbsence(from source: SlotSource, at now: Moment) {
        refuse(.absent, from: source, at: now)
        guard case .read(let isOvertaken) = source, settings.repair == .replicas else { return }
        if isOvertaken {
            requestRead(at: now)
            return
        }
        switch held {
        case .none: bootstrap()
        case .fenced where held?.isBootstrapped == false: scheduleRepair(at: now)
        case .fenced(let slot): if isFresh(at: now), let value = slot.value { write(.bootstrap(value), by: .bootstrap) }
        case .plain(let value): if isFresh(at: now) { write(.replant(value), by: .replant) }
        }
    }

    /// Never plants what an old read vouches for: since then it may have been rotated away.
    private func isFresh(at now: Moment) -> Bool {
        guard let age = status.age(at: now.steady) else { return false }
        return age < 2 * settings.poll + settings.commandDeadline
    }

    /// Nothing was ever confirmed and the slot is absent: the own key may stand for election.
    private mutating func bootstrap() {
        if let candidate {
            write(.bootstrap(candidate), by: .bootstrap)
        } else if generation == .none, settings.generates {
            generation = .asked
            effects.append(.generate)
        }
    }

    mutating func generated(_ key: Secret, at now: Moment) {
        guard generation == .asked else { return }
        generation = held == nil ? .drawn : .none
        if held == nil {
            candidate = key
            // Only while the last thing known of the slot is that it is absent; else a later read decides.
            if status.slot == .refused(.absent) { bootstrap() }
        }
        if writing == nil, reading == nil { becomeReady() }
    }

    /// Only a record that came from Redis is put back, and never one of a bootstrap over another.
    mutating func scheduleRepair(at now: Moment) {
        guard settings.repair == .replicas, repairAt == nil, case .fenced(let slot) = held,
            slot.version.epoch > .zero
        else { return }
        repairAt = now.steady.advanced(
            byNanoseconds: UInt64.random(in: 0...Self.longestJitter, using: &jitter))
    }

    mutating func repair() {
        repairAt = nil
        guard status.isLinkUp, case .fenced(let slot) = held else { return }
        write(.repair(slot), by: .repair)
    }

    private mutating func write(_ effect: AdminKeyEffect, by author: WrittenBy) {
        guard writing == nil, status.isLinkUp else { return }
        switch effect {
        case .repair(let slot):
            writing = SlotWrite(
                by: author, version: VersionStamp(slot.version), fingerprint: fingerprint(of: slot.value))
        case .bootstrap(let value), .replant(let value):
            writing = SlotWrite(by: author, version: .zero, fingerprint: fingerprint(of: value))
        default: return
        }
        effects.append(effect)
    }

    mutating func writeEnded(_ result: Result<SlotWriteResult, SlotReadFailure>, at now: Moment) {
        guard let ended = writing else { return }
        writing = nil
        record(ended, result)
        switch result {
        case .success(let written): take(written.stands, from: .write(ended.path), at: now)
        case .failure(.unknown), .failure(.deadline): requestRead(at: now)
        case .failure(.unreachable), .failure(.refused): break
        }
        if reading == nil { becomeReady() }
    }

    private mutating func record(_ write: SlotWrite, _ result: Result<SlotWriteResult, SlotReadFailure>) {
        var version = write.version
        if case .success(let written) = result, written.didWrite, case .fenced(let slot) = written.stands {
            version = VersionStamp(slot.version)
        }
        effects.append(
            .record(
                .wroteSlot(
                    by: write.by, outcome: Outcome(result), version: version, fingerprint: write.fingerprint)))
    }
}

extension SlotWrite {
    /// The path by which what stands after this write reaches the replica.
    fileprivate var path: ApplyPath {
        switch by {
        case .bootstrap: .bootstrap
        default: .repair
        }
    }
}

extension Outcome {
    /// A write that lost against what stood there is superseded; one without an answer may have taken effect.
    fileprivate init(_ result: Result<SlotWriteResult, SlotReadFailure>) {
        switch result {
        case .success(let written): self = written.didWrite ? .ok : .superseded
        case .failure(.unknown), .failure(.deadline): self = .unknown
        case .failure(.unreachable), .failure(.refused): self = .failed
        }
    }
}
