import Credentials

/// Who registers.
extension RegistrationResolver {
    /// Over what a holder's lease has left: who asks at the same instant as all others only makes a queue.
    static let longestTurnJitter: UInt64 = 20_000_000
    static let firstPause: UInt64 = 1_000_000_000
    static let longestPause: UInt64 = 30_000_000_000
    /// The longest that a server's Retry-After is heeded.
    static let longestRetryAfter: UInt64 = 300_000_000_000

    mutating func begin(_ purpose: RegistrationClaim.Purpose, at now: Moment) {
        guard settings.claim == .createIfAbsent else {
            return work(RegistrationWork(purpose: purpose, lease: nil, stage: .ready, extendAt: nil), at: now)
        }
        guard status.isLinkUp else { return }
        claim = .asking(purpose)
        let life = Int64(settings.leaseLife / 1_000_000)
        effects.append(.takeLease(LeaseRequest(key: plan.key, holder: identity, milliseconds: life)))
    }

    /// Whether there is still a reason for it.
    private func isNeeded(_ purpose: RegistrationClaim.Purpose) -> Bool {
        switch purpose {
        case .create: held == nil
        case .renew(let version): held?.version == version
        case .withdraw(let id): losers[id] != nil && held != nil
        }
    }

    mutating func leaseEnded(_ result: Result<LeaseResult, RegistrationStoreTrouble>, at now: Moment) {
        guard case .asking(let purpose) = claim else { return }
        claim = .none
        switch result {
        case .failure(let trouble): askingFailed(trouble, purpose, at: now)
        case .success(.held(let milliseconds, let failures, let stands)):
            self.failures = max(self.failures, failures)
            let rest = UInt64(max(1, milliseconds)) * 1_000_000
            claim = .waiting(
                purpose, until: delay(rest + .random(in: 0...Self.longestTurnJitter, using: &jitter), after: now))
            take(stands, at: now)
            abandonNeedless(at: now)
        case .success(.taken(let lease, let stands, let isSound)):
            taken(lease, stands, isSoundToStore: isSound, for: purpose, at: now)
        }
    }

    /// A lease that we do not know of ends by itself.
    private mutating func askingFailed(
        _ trouble: RegistrationStoreTrouble, _ purpose: RegistrationClaim.Purpose, at now: Moment
    ) {
        if case .create = purpose { tell(.claim, .store(trouble.rawValue)) }
        claim = .pausing(until: delay(spread(settings.waitingPoll), after: now))
    }

    /// The row was read in the same instant: what stands there now decides.
    private mutating func taken(
        _ lease: RegistrationLease, _ stands: RegistrationReading, isSoundToStore: Bool,
        for purpose: RegistrationClaim.Purpose, at now: Moment
    ) {
        let extendAt = delay(settings.leaseLife / 3, after: now)
        claim = .working(RegistrationWork(purpose: purpose, lease: lease, stage: .ready, extendAt: extendAt))
        take(stands, at: now)
        guard case .working(var work) = claim else { return }  // what stands there made it needless
        guard isNeeded(purpose) else { return finish(releasing: lease) }
        if case .malformed = stands, isSoundToStore, purpose.isForPut {
            let why = "the row is malformed to this replica and sound to the store, which would not overwrite it"
            return fail(.claim, .unreadable(why), at: now)
        }
        if case .create = purpose, let version = stands.registration?.version {
            work = RegistrationWork(
                purpose: .create(over: version), lease: lease, stage: .ready, extendAt: extendAt)
        }
        self.work(work, at: now)
    }

    private mutating func work(_ work: RegistrationWork, at now: Moment) {
        claim = .working(work)
        if case .withdraw(let id) = work.purpose { return askPermit(for: id, at: now) }
        discover(at: now)
    }

    /// What was adopted leaves nothing to do. A call that has left cannot be called back: its answer is stored, loses, and
    /// is withdrawn.
    mutating func abandonNeedless(at now: Moment) {
        switch claim {
        case .none, .asking: return
        case .waiting(let purpose, until: _): if !isNeeded(purpose) { claim = .none }
        case .pausing: claim = .none
        case .working(let work):
            guard !isNeeded(work.purpose) else { return }
            switch work.stage {
            case .ready, .discovering: finish(releasing: work.lease)
            case .registering, .storing: return
            }
        }
    }

    mutating func finish(releasing lease: RegistrationLease?) {
        claim = .none
        if let lease { effects.append(.releaseLease(lease, pause: nil)) }
    }

    // MARK: failures

    mutating func tell(_ step: RegistrationFailure.Step, _ flaw: RegistrationFlaw) {
        let failure = RegistrationFailure(
            step, issuer: settings.issuer, redirectURI: plan.key.redirectURI, flaw)
        status.failures += 1
        status.lastFailure = failure
        effects.append(.failed(failure))
    }

    /// Ends the work and leaves its lease behind as a pause for the whole fleet.
    mutating func fail(
        _ step: RegistrationFailure.Step, _ flaw: RegistrationFlaw, retryAfter: UInt64? = nil, at now: Moment
    ) {
        guard case .working(let work) = claim else { return }
        tell(step, flaw)
        failures += 1
        let asked = min(retryAfter ?? 0, Self.longestRetryAfter / 1_000_000_000) * 1_000_000_000
        let pause = max(spread(Self.pause(after: failures)), asked)
        claim = .pausing(until: delay(pause, after: now))
        if let lease = work.lease {
            let left = LeasePause(milliseconds: Int64(pause / 1_000_000), failures: failures)
            effects.append(.releaseLease(lease, pause: left))
        }
    }

    private static func pause(after failures: Int) -> UInt64 {
        min(firstPause << UInt64(min(max(0, failures - 1), 10)), longestPause)
    }
}

extension RegistrationClaim.Purpose {
    /// It ends with a put.
    var isForPut: Bool {
        switch self {
        case .create, .renew: true
        case .withdraw: false
        }
    }
}

// MARK: - Time

extension RegistrationResolver {
    mutating func passClaimTime(at now: Moment) {
        switch claim {
        case .none, .asking: return
        case .waiting(let purpose, until: let until):
            guard until <= now.steady else { return }
            claim = .none
            if isNeeded(purpose) { begin(purpose, at: now) }
        case .pausing(until: let until):
            guard until <= now.steady else { return }
            claim = .none
            requestRead(at: now)
        case .working(let work): passWorkTime(work, at: now)
        }
    }

    private mutating func passWorkTime(_ work: RegistrationWork, at now: Moment) {
        if case .storing(let put, retryAt: let retryAt?) = work.stage, retryAt <= now.steady, status.isLinkUp {
            var again = work
            again.stage = .storing(put, retryAt: nil)
            claim = .working(again)
            effects.append(.put(put))
        }
        extendLease(at: now)
    }

    private mutating func extendLease(at now: Moment) {
        guard case .working(var work) = claim, let lease = work.lease, let due = work.extendAt, due <= now.steady,
            status.isLinkUp
        else { return }
        work.extendAt = nil
        claim = .working(work)
        effects.append(.extendLease(lease, milliseconds: Int64(settings.leaseLife / 1_000_000)))
    }

    /// A lease that is lost fences what we may still put; what has not left yet need not leave.
    mutating func leaseExtended(_ result: Result<Bool, RegistrationStoreTrouble>, at now: Moment) {
        guard case .working(var work) = claim, work.lease != nil, work.extendAt == nil else { return }
        if case .success(false) = result {
            switch work.stage {
            case .ready, .discovering:
                claim = .none
                return requestRead(at: now)
            case .registering, .storing: return
            }
        }
        work.extendAt = delay(settings.leaseLife / 3, after: now)
        claim = .working(work)
    }

    var claimWake: SteadyTime? {
        switch claim {
        case .none, .asking: return nil
        case .waiting(_, until: let until), .pausing(until: let until): return until
        case .working(let work):
            guard status.isLinkUp else { return nil }
            if case .storing(_, retryAt: let retryAt) = work.stage { return .earlier(retryAt, work.extendAt) }
            return work.extendAt
        }
    }
}
