import Credentials

/// How one replica comes to its registration at one upstream, and keeps to the one that its fleet agreed on
/// (authorization-storage-and-registration.md section 7, specs/versions.md section 10).
///
/// A value without I/O: inputs go in with their time, the effects to perform come out. One rule carries the rest:
/// **nothing is used that does not stand in the store**. A registration that was made and is not stored yet is nobody's; of
/// two that are, the higher version is in force and the lower one is withdrawn, when everybody has had the time to see it.
package struct RegistrationResolver: Sendable {
    package let settings: RegistrationSettings
    package let plan: RegistrationPlan
    package internal(set) var status = RegistrationStatus()
    /// What callers get; nil while there is none.
    package internal(set) var held: Registration?

    /// When to hand in a `tick` at the latest; nil when only another input can change anything. Kept, because it is asked
    /// for twice a turn, and a turn is mostly about something else.
    package private(set) var nextWake: SteadyTime?

    let identity: Nonce
    var jitter: SeededGenerator
    /// Of the last input: what turns a wall time into a steady one.
    var lastMoment = Moment(steady: SteadyTime(nanoseconds: 0), wall: WallTime(nanoseconds: 0))
    var nextNumber: UInt32 = 1
    var drawn: UInt64 = 0

    var isReading = false
    var mustReadAgain = false
    var nextPoll = SteadyTime(nanoseconds: 0)
    /// Only the first of some failed reads or puts in a row is told.
    var hasToldReadFailure = false
    var hasToldWriteFailure = false
    var putBackAt: SteadyTime?
    var isPuttingBack = false
    /// Since when the row is known, without interruption, to be what we hold, on the current primary.
    var winnerSince: SteadyTime?
    /// Versions that the authorization server, or the store, called dead.
    var dead: Set<Version> = []
    /// When the one in use is to be renewed.
    var renewAt: WallTime?

    var claim = RegistrationClaim.none
    /// In a row.
    var failures = 0

    var losers: [LoserID: RegistrationLoser] = [:]
    var withdrawal = RegistrationWithdrawal.none
    /// Done with, whatever a list still says.
    var buried: Set<LoserID> = []
    /// What this process registered itself.
    var own: Set<LoserID> = []
    var isListing = false
    var effects: [RegistrationEffect] = []

    /// - Parameters:
    ///   - identity: drawn at random for each life of a process: the holder of its leases, the source of its nonces.
    ///   - seed: of the jitter; two replicas need two.
    package init(settings: RegistrationSettings, identity: Nonce, seed: UInt64) throws(RegistrationFailure) {
        plan = try RegistrationPlan(settings)
        self.settings = settings
        self.identity = identity
        jitter = SeededGenerator(seed: seed)
    }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: RegistrationInput, at now: Moment) -> [RegistrationEffect] {
        lastMoment = now
        switch input {
        case .started, .tick: break
        case .linkUp: linkCameUp(at: now)
        case .linkDown: linkWentDown()
        case .hinted, .resumed: requestRead(at: now)
        case .readEnded(let result): readEnded(result, at: now)
        case .leaseEnded(let result): leaseEnded(result, at: now)
        case .leaseExtended(let result): leaseExtended(result, at: now)
        case .putEnded(let result): putEnded(result, at: now)
        case .putBackEnded(let result): putBackEnded(result, at: now)
        case .losersListed(let result): losersListed(result, at: now)
        case .permitEnded(let result): permitEnded(result, at: now)
        case .requestEnded(let number, let result): requestEnded(number, result, at: now)
        case .refusedAtUse(let clientID): refusedAtUse(clientID, at: now)
        }
        passTime(at: now)
        nextWake = nextDue
        defer { effects.removeAll() }
        return effects
    }

    private mutating func linkCameUp(at now: Moment) {
        status.isLinkUp = true
        winnerSince = nil
        requestRead(at: now)
    }

    private mutating func linkWentDown() {
        status.isLinkUp = false
        winnerSince = nil
        putBackAt = nil
    }

    /// What is due by now, whichever input came.
    private mutating func passTime(at now: Moment) {
        dropExpired(at: now)
        passClaimTime(at: now)
        if status.isLinkUp, !isReading, isPolling, nextPoll <= now.steady { requestRead(at: now) }
        if let due = putBackAt, due <= now.steady { putBack() }
        if let due = renewAt, due <= now.wall { renew(at: now) }
        withdrawRipe(at: now)
    }

    /// Where the last writer counts, nobody looks again once there is something: that is what it costs.
    var isPolling: Bool {
        guard settings.claim == .lastWriter else { return true }
        guard case .none = claim else { return false }
        return held == nil
    }

    func delay(_ nanoseconds: UInt64, after now: Moment) -> SteadyTime {
        now.steady.advanced(byNanoseconds: nanoseconds)
    }

    /// 10 % more or less, so that a fleet does not go in step.
    mutating func spread(_ nanoseconds: UInt64) -> UInt64 {
        let tenth = nanoseconds / 10
        return nanoseconds - tenth + UInt64.random(in: 0...max(1, 2 * tenth), using: &jitter)
    }

    mutating func draw() -> Nonce {
        drawn += 1
        return Nonce(bits: identity.bits &+ drawn)
    }
}

// MARK: - When to wake

extension RegistrationResolver {
    private var nextDue: SteadyTime? {
        let poll = status.isLinkUp && !isReading && isPolling ? nextPoll : nil
        let ends = SteadyTime.earlier(steady(endOfSecret), steady(mayRenew ? renewAt : nil))
        return .earlier(.earlier(poll, putBackAt), .earlier(.earlier(ends, claimWake), nextWithdrawal))
    }

    /// The first instant at which it is past.
    private var endOfSecret: WallTime? {
        guard settings.claim == .createIfAbsent, let end = held?.secretExpiresAt else { return nil }
        // Beyond the 23rd century a wall time has no nanoseconds; nobody waits for that.
        return end.number > 9_000_000_000 ? nil : WallTime(milliseconds: end.milliseconds + 1)
    }

    private func steady(_ wall: WallTime?) -> SteadyTime? {
        wall.map { wall in
            let rest = wall.nanoseconds.subtractingReportingOverflow(lastMoment.wall.nanoseconds)
            return lastMoment.steady.advanced(
                byNanoseconds: UInt64(max(0, rest.overflow ? .max / 2 : rest.partialValue)))
        }
    }

    package var phase: RegistrationStatus.Phase {
        switch claim {
        case .working(let work):
            switch work.stage {
            case .discovering: return .discovering
            case .registering: return .registering
            case .storing: return .storing
            case .ready: return held == nil ? .waiting : .resolved
            }
        case .none, .asking, .waiting, .pausing: break
        }
        if held != nil { return .resolved }
        switch claim {
        case .pausing: return .pausing
        case .asking, .waiting: return .waiting
        case .none, .working: return status.isLinkUp ? .reading : .idle
        }
    }
}
