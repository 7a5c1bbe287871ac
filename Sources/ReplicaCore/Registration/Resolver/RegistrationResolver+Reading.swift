import Credentials

extension RegistrationResolver {
    /// The longest that a lower or absent row is left alone, so that a fleet does not put it back in one instant.
    static let longestJitter: UInt64 = 50_000_000

    /// Reads now, or once more after the read that is under way: two at a time could answer in the wrong order.
    mutating func requestRead(at now: Moment) {
        guard status.isLinkUp, isPolling else { return }
        guard !isReading else {
            mustReadAgain = true
            return
        }
        isReading = true
        nextPoll = delay(spread(held == nil ? settings.waitingPoll : settings.poll), after: now)
        effects.append(.read)
    }

    mutating func readEnded(_ result: Result<RegistrationReading, RegistrationStoreTrouble>, at now: Moment) {
        guard isReading else { return }
        isReading = false
        switch result {
        case .success(let reading):
            hasToldReadFailure = false
            // An answer from before what made us look again proves nothing that was not known, but for a newer row:
            // who is told faster than it reads would never get one.
            if !mustReadAgain || isNews(reading, at: now) { take(reading, at: now) }
        case .failure(let trouble): readFailed(trouble)
        }
        guard mustReadAgain else { return }
        mustReadAgain = false
        requestRead(at: now)
    }

    private mutating func readFailed(_ trouble: RegistrationStoreTrouble) {
        winnerSince = nil
        guard held == nil, !hasToldReadFailure else { return }
        hasToldReadFailure = true
        tell(.cacheRead, .store(trouble.rawValue))
    }

    /// Judges what stands in the row, whichever answer told so.
    mutating func take(_ reading: RegistrationReading, at now: Moment) {
        guard let row = usable(reading, at: now) else {
            return takeNothing(over: reading.registration?.version, at: now)
        }
        guard let own = held else { return adopt(row, at: now) }
        if row.version == own.version {
            stands(at: now)
        } else if row.version > own.version {
            adopt(row, at: now)
        } else {
            schedulePutBack(at: now)
        }
    }

    private func isNews(_ reading: RegistrationReading, at now: Moment) -> Bool {
        guard case .found(let row) = reading, !dead.contains(row.version), !row.isExpired(at: now.wall) else {
            return false
        }
        return held.map { $0.version < row.version } ?? true
    }

    /// The registration of a row that may be used; an ended secret is as good as no row.
    private mutating func usable(_ reading: RegistrationReading, at now: Moment) -> Registration? {
        guard case .found(let row) = reading, !dead.contains(row.version) else { return nil }
        guard row.isExpired(at: now.wall) else { return row }
        if held == nil { effects.append(.note(.expiredRow(clientID: row.clientID))) }
        return nil
    }

    /// The row is what we hold, on the primary that answered.
    private mutating func stands(at now: Moment) {
        putBackAt = nil
        winnerSince = winnerSince ?? now.steady
        listLosers()
    }

    private mutating func takeNothing(over version: Version?, at now: Moment) {
        winnerSince = nil
        guard held == nil else { return schedulePutBack(at: now) }
        switch claim {
        case .none, .waiting(.withdraw, until: _): begin(.create(over: version), at: now)
        case .asking, .waiting, .working, .pausing: return
        }
    }

    /// Takes over what stands in the store: nothing lower is used from here on.
    mutating func adopt(_ row: Registration, at now: Moment) {
        let former = held
        held = row
        failures = 0
        putBackAt = nil
        winnerSince = now.steady
        nextPoll = delay(spread(settings.poll), after: now)
        scheduleRenewal(at: now)
        effects.append(.use(row))
        if let former, !former.isSameClient(as: row), settings.claim == .createIfAbsent {
            effects.append(.noteLoser(former))
        }
        if !own.contains(LoserID(row)) { noteAdopted(row, at: now) }
        abandonNeedless(at: now)
        // Who had no part in it looks with its next read: a whole fleet adopts in one instant.
        if former != nil || !own.isEmpty { listLosers() }
    }

    private mutating func noteAdopted(_ row: Registration, at now: Moment) {
        status.adopted += 1
        let days = row.createdAt.map { Int(max(0, now.wall.milliseconds - $0.milliseconds) / 86_400_000) }
        let isStale = days.map { $0 > RegistrationNote.staleDays } ?? true  // no one knows how old: very
        effects.append(.note(.adopted(clientID: row.clientID, ageDays: days, isStale: isStale)))
    }

    /// The server that it is used at does not know it: read again, then resolve.
    mutating func refusedAtUse(_ clientID: String, at now: Moment) {
        guard settings.claim == .createIfAbsent, let held, held.clientID.utf8.elementsEqual(clientID.utf8) else {
            return
        }
        dead.insert(held.version)
        drop(at: now)
    }

    mutating func dropExpired(at now: Moment) {
        if settings.claim == .createIfAbsent, held?.isExpired(at: now.wall) == true { drop(at: now) }
    }

    mutating func drop(at now: Moment) {
        held = nil
        renewAt = nil
        winnerSince = nil
        putBackAt = nil
        effects.append(.use(nil))
        requestRead(at: now)
    }
}

// MARK: - Putting back

extension RegistrationResolver {
    private mutating func schedulePutBack(at now: Moment) {
        winnerSince = nil
        guard settings.claim == .createIfAbsent, putBackAt == nil, !isPuttingBack else { return }
        putBackAt = delay(UInt64.random(in: 0...Self.longestJitter, using: &jitter), after: now)
    }

    mutating func putBack() {
        putBackAt = nil
        guard status.isLinkUp, !isPuttingBack, let held else { return }
        isPuttingBack = true
        effects.append(.putBack(held))
    }

    mutating func putBackEnded(_ result: Result<RegistrationPutResult, RegistrationStoreTrouble>, at now: Moment) {
        guard isPuttingBack else { return }
        isPuttingBack = false
        switch result {
        case .success(let answer) where answer.effect == .withdrawn: wasWithdrawn(answer.stands, at: now)
        case .success(let answer):
            if answer.effect == .wrote { status.putBack += 1 }
            take(answer.stands, at: now)
        case .failure: requestRead(at: now)
        }
    }

    /// What this replica slept on was withdrawn meanwhile: the authorization server does not know it any more.
    private mutating func wasWithdrawn(_ stands: RegistrationReading, at now: Moment) {
        guard let own = held else { return }
        guard let row = stands.registration, row.version > own.version else {
            dead.insert(own.version)
            return drop(at: now)
        }
        take(stands, at: now)
    }
}
