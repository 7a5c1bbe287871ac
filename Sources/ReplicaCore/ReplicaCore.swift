import Credentials
import History

/// Everything that one replica decides, as one value: the driver holds it, hands in what happens, and performs what
/// comes out.
///
/// In each turn of its loop the driver calls ``woke(at:)`` first, then ``handle(_:at:)`` for each input, then
/// ``probes`` for the round that is due, and waits until ``nextWake`` at the latest.
package struct ReplicaCore: Sendable {
    package private(set) var adminKey: AdminKeyWatcher
    /// Nil for a replica that does not look at managed keys.
    package private(set) var managedKeys: ManagedKeyCache?
    /// Nil for a replica that has no environments.
    package private(set) var environments: EnvironmentKeeper?
    /// One for each upstream, in the scenario's order.
    package private(set) var registrations: [RegistrationResolver]
    /// Nil for a replica that tells nobody what it holds.
    private var holds: HoldsReporter?
    package var probes: ProbeSchedule
    private let lagMeter: LagMeter
    package private(set) var isReady = false
    /// When something else than ``probes`` is due. Kept, because it is asked for twice a turn, and a question to the whole of
    /// a core copies it.
    package private(set) var nextDue: SteadyTime?
    /// How far wall time is ahead of steady time, as of the last tick.
    private var wallOffset: Int64?

    package init(
        adminKey: AdminKeySettings, managedKeys: ManagedKeySettings? = nil,
        environments: EnvironmentKeeperSettings? = nil, registrations: [RegistrationResolver] = [],
        holds: HoldsSettings? = nil, probes: ProbeSchedule.Settings, fingerprintKey: FingerprintKey, seed: UInt64,
        lagMeter: LagMeter = LagMeter()
    ) throws(AdminKeySettingsFlaw) {
        self.adminKey = try AdminKeyWatcher(settings: adminKey, fingerprintKey: fingerprintKey, seed: seed)
        // Another stream of jitter than the admin key's: the two must not poll in step.
        self.managedKeys = managedKeys.map { ManagedKeyCache(settings: $0, seed: seed ^ 0x6B65_7973) }
        self.environments = environments.map { EnvironmentKeeper(settings: $0, seed: seed ^ 0x656E_7669) }
        self.registrations = registrations
        self.probes = ProbeSchedule(settings: probes)
        self.lagMeter = lagMeter
        let holding = Holding(self.adminKey, self.managedKeys)
        self.holds = holds.map { HoldsReporter(settings: $0, holding: holding, seed: seed ^ 0x686F_6C64) }
    }

    /// What became of telling what it holds; nil for a replica that tells nobody.
    package var holdsStatus: HoldsStatus? { holds?.status }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: ReplicaInput, at now: Moment) -> [ReplicaEffect] {
        defer { noteDue() }
        return handled(input, at: now)
    }

    private mutating func handled(_ input: ReplicaInput, at now: Moment) -> [ReplicaEffect] {
        switch input {
        case .adminKey(let input): say(adminKey.handle(input, at: now), []) + report(at: now)
        case .managedKeys(let input): say([], managedKeys?.handle(input, at: now) ?? []) + report(at: now)
        case .environments(let input): hand(input, at: now)
        case .registration(let id, let input): hand(input, to: id, at: now)
        case .holds(let input): report(input, at: now)
        case .started: all(.started, at: now)
        case .linkUp: all(.linkUp, at: now) + report(.linkUp, at: now)
        case .linkDown: all(.linkDown, at: now) + report(.linkDown, at: now)
        case .subscribed: all(.subscribed, at: now)
        case .subscriptionLost: all(.subscriptionLost, at: now)
        }
    }

    /// What is in force now is told behind every swap, and never before.
    private mutating func report(at now: Moment) -> [ReplicaEffect] {
        holds == nil ? [] : report(.holds(Holding(adminKey, managedKeys)), at: now)
    }

    private mutating func report(_ input: HoldsInput, at now: Moment) -> [ReplicaEffect] {
        holds?.handle(input, at: now.steady).map(ReplicaEffect.holds) ?? []
    }

    /// The loop runs again: says if it was late, looks again after a long pause, and does what is due.
    package mutating func woke(at now: Moment) -> [ReplicaEffect] {
        guard let planned = nextWake, planned <= now.steady else { return [] }
        defer { noteDue() }
        guard let lag = lagMeter.lag(at: now.steady, planned: planned) else { return ticked(at: now) }
        let effects =
            lag.isResumption ? all(.resumed, at: now) + report(.resumed, at: now) : ticked(at: now)
        return [.record(.lagged(from: lag.from.nanoseconds))] + effects
    }

    /// Only who is due; everybody after a step of the wall clock, which moves the ends that they planned for.
    private mutating func ticked(at now: Moment) -> [ReplicaEffect] {
        let offset = now.wall.nanoseconds &- Int64(bitPattern: now.steady.nanoseconds)
        guard offset == wallOffset else {
            wallOffset = offset
            return all(.tick, at: now) + report(.tick, at: now)
        }
        guard isDue(nextDue, now) else { return [] }
        var effects = say(
            isDue(adminKey.nextWake, now) ? adminKey.handle(.tick, at: now) : [],
            isDue(managedKeys?.nextWake, now) ? managedKeys?.handle(.tick, at: now) ?? [] : [])
        if isDue(environments?.nextWake, now) { effects += hand(.tick, at: now) }
        for id in registrations.indices where isDue(registrations[id].nextWake, now) {
            effects += hand(.tick, to: RegistrationID(UInt16(id)), at: now)
        }
        return isDue(holds?.nextWake, now) ? effects + report(.tick, at: now) : effects
    }

    private func isDue(_ time: SteadyTime?, _ now: Moment) -> Bool { time.map { $0 <= now.steady } ?? false }

    /// What happens to all of it.
    private mutating func all(_ happening: Happening, at now: Moment) -> [ReplicaEffect] {
        var effects = say(
            adminKey.handle(happening.adminKey, at: now), managedKeys?.handle(happening.managedKeys, at: now) ?? [])
        effects += hand(happening.environments, at: now)
        guard let input = happening.registration else { return effects }
        for id in registrations.indices { effects += hand(input, to: RegistrationID(UInt16(id)), at: now) }
        return effects
    }

    private mutating func hand(_ input: EnvironmentInput, at now: Moment) -> [ReplicaEffect] {
        guard let effects = environments?.handle(input, at: now), !effects.isEmpty else { return [] }
        return effects.compactMap { effect in
            switch effect {
            case .ready: nil
            case .swap: .swap
            default: .environments(effect)
            }
        } + becameReady()
    }

    private mutating func hand(_ input: RegistrationInput, to id: RegistrationID, at now: Moment) -> [ReplicaEffect] {
        registrations[Int(id.number)].handle(input, at: now).map { .registration(id, $0) }
    }

    /// The replica is ready when all of it is: what each part says of itself is left out.
    private mutating func say(_ admin: [AdminKeyEffect], _ keys: [ManagedKeyEffect]) -> [ReplicaEffect] {
        var effects: [ReplicaEffect] = []
        for effect in admin {
            switch effect {
            case .ready: break
            case .swap: effects.append(.swap)
            case .record(let event): effects.append(.record(event))
            default: effects.append(.adminKey(effect))
            }
        }
        for effect in keys {
            switch effect {
            case .ready: break
            case .swap: effects.append(.swap)
            default: effects.append(.managedKeys(effect))
            }
        }
        return effects + becameReady()
    }

    /// A registration is not waited for: who has none yet says so when it is asked for one.
    private mutating func becameReady() -> [ReplicaEffect] {
        guard !isReady, adminKey.status.isReady, managedKeys?.status.isReady ?? true,
            environments?.documents.isReady ?? true
        else { return [] }
        isReady = true
        return [.ready]
    }

    /// When the loop must run again at the latest.
    package var nextWake: SteadyTime? { .earlier(nextDue, probes.nextRound) }

    private mutating func noteDue() {
        let keys = SteadyTime.earlier(adminKey.nextWake, managedKeys?.nextWake)
        nextDue = .earlier(.earlier(keys, environments?.nextWake), holds?.nextWake)
        // By index: a resolver is large, and would be copied.
        for id in registrations.indices { nextDue = .earlier(nextDue, registrations[id].nextWake) }
    }

    /// The coordinator names an admin key: probe it, and call it by its number from now on.
    package mutating func know(
        _ credential: CredentialID, fingerprint: FingerprintBits, of key: Secret? = nil, at now: SteadyTime
    ) {
        adminKey.know(fingerprint, of: key, as: credential)
        probes.learned(credential, at: now)
    }

    /// The coordinator names a managed key, which may have an end.
    package mutating func know(managed credential: CredentialID, expiresAt: SteadyTime?, at now: SteadyTime) {
        probes.learned(credential, staysHot: false, boundary: expiresAt, at: now)
    }

    /// The coordinator names a credential of an environment, or an end of one has become known.
    package mutating func know(environment credential: CredentialID, endsAt: SteadyTime?, at now: SteadyTime) {
        probes.learned(credential, staysHot: false, boundary: endsAt, at: now)
    }

    /// Which environment does this credential belong to; nil: refused. From memory, without an allocation.
    package func environment(_ credential: EnvironmentCredential, at now: Moment) -> EnvironmentName? {
        environments?.gate.environment(credential, at: now.wall)
    }

    /// May this token pass? From memory, without an allocation.
    package func decide(_ token: UnsafeRawBufferPointer, at now: Moment, on route: RouteKind) -> Decision {
        adminKey.snapshot.decide(token, at: now, on: route)
    }
}

/// What happens to all parts of a replica, in the words of each.
private enum Happening {
    case started, linkUp, linkDown, subscribed, subscriptionLost, resumed, tick

    var adminKey: AdminKeyInput {
        switch self {
        case .started: .started
        case .linkUp: .linkUp
        case .linkDown: .linkDown
        case .subscribed: .subscribed
        case .subscriptionLost: .subscriptionLost
        case .resumed: .resumed
        case .tick: .tick
        }
    }

    var managedKeys: ManagedKeyInput {
        switch self {
        case .started: .started
        case .linkUp: .linkUp
        case .linkDown: .linkDown
        case .subscribed: .subscribed
        case .subscriptionLost: .subscriptionLost
        case .resumed: .resumed
        case .tick: .tick
        }
    }

    var environments: EnvironmentInput {
        switch self {
        case .started: .started
        case .linkUp: .linkUp
        case .linkDown: .linkDown
        case .subscribed: .subscribed
        case .subscriptionLost: .subscriptionLost
        case .resumed: .resumed
        case .tick: .tick
        }
    }

    /// A lost subscription is made up for by polls.
    var registration: RegistrationInput? {
        switch self {
        case .started: .started
        case .linkUp: .linkUp
        case .linkDown: .linkDown
        case .subscribed: .hinted
        case .subscriptionLost: nil
        case .resumed: .resumed
        case .tick: .tick
        }
    }
}
