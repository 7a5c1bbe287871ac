import Credentials

/// What was registered goes into the store, or onto the list of what is to be withdrawn: the script does one of the two.
extension RegistrationResolver {
    static let storeRetry: UInt64 = 250_000_000
    /// A secret is renewed when a quarter of its life is left, and at most a day before its end.
    static let longestRenewalMargin: Int64 = 86_400_000

    mutating func store(_ registration: Registration, _ work: RegistrationWork, at now: Moment) {
        own.insert(LoserID(registration))
        status.registered += 1
        guard settings.claim == .lastWriter || !registration.isExpired(at: now.wall) else {
            effects.append(.noteLoser(registration))
            return fail(.dcrCall, .unreadable("the secret that the server gave has ended already"), at: now)
        }
        let put = RegistrationPut(
            registration, if: condition(of: work), lease: work.lease, floor: held?.version.epoch ?? .zero)
        // Without a link it waits: what was registered is lost with this process only.
        setStage(.storing(put, retryAt: status.isLinkUp ? nil : now.steady))
        if status.isLinkUp { effects.append(.put(put)) }
    }

    private func condition(of work: RegistrationWork) -> RegistrationPut.Condition {
        guard settings.claim == .createIfAbsent else { return .always }
        switch work.purpose {
        case .create(over: let over?), .renew(let over): return .notAbove(over)
        case .create(over: nil), .withdraw: return .absent
        }
    }

    mutating func putEnded(_ result: Result<RegistrationPutResult, RegistrationStoreTrouble>, at now: Moment) {
        guard case .working(let work) = claim, case .storing(let put, retryAt: nil) = work.stage else { return }
        switch result {
        case .failure(let trouble): putFailed(trouble, put, at: now)
        case .success(let answer) where answer.isInForce: stored(answer, work, at: now)
        case .success(let answer): lost(answer, work, at: now)
        }
    }

    /// Who wrote last has nothing to put again: another may have written since.
    private mutating func putFailed(_ trouble: RegistrationStoreTrouble, _ put: RegistrationPut, at now: Moment) {
        guard settings.claim == .createIfAbsent else { return fail(.cacheWrite, .store(trouble.rawValue), at: now) }
        if !hasToldWriteFailure { tell(.cacheWrite, .store(trouble.rawValue)) }
        hasToldWriteFailure = true
        setStage(.storing(put, retryAt: delay(spread(Self.storeRetry), after: now)))
    }

    private mutating func stored(_ answer: RegistrationPutResult, _ work: RegistrationWork, at now: Moment) {
        hasToldWriteFailure = false
        guard case .found(let row) = answer.stands else {
            return fail(.cacheWrite, .unreadable("the row that was written cannot be read"), at: now)
        }
        if case .renew = work.purpose { status.renewed += 1 }
        claim = .none  // the script has ended the lease
        adopt(row, at: now)
    }

    /// Somebody else was first: ours is on the list.
    private mutating func lost(_ answer: RegistrationPutResult, _ work: RegistrationWork, at now: Moment) {
        hasToldWriteFailure = false
        if case .malformed = answer.stands {
            let why = "the row is malformed to this replica and sound to the store, which did not overwrite it"
            return fail(.cacheWrite, .unreadable(why), at: now)
        }
        finish(releasing: work.lease)
        take(answer.stands, at: now)
    }
}

// MARK: - Renewal

extension RegistrationResolver {
    mutating func scheduleRenewal(at now: Moment) {
        renewAt = nil
        guard settings.claim == .createIfAbsent, let held, let end = held.secretExpiresAt,
            end.number <= 9_000_000_000
        else { return }
        let begin = held.createdAt?.milliseconds ?? now.wall.milliseconds
        let margin = min(max(0, end.milliseconds - begin) / 4, Self.longestRenewalMargin)
        let early = Int64.random(in: 0...max(0, margin / 4), using: &jitter)
        renewAt = WallTime(milliseconds: end.milliseconds - margin - early)
    }

    /// Due, and nothing else under way.
    var mayRenew: Bool {
        guard case .none = claim else { return false }
        return status.isLinkUp && held != nil
    }

    mutating func renew(at now: Moment) {
        guard mayRenew, let held else { return }
        begin(.renew(held.version), at: now)
    }
}
