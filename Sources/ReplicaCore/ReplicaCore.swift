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
    /// Nil for a replica that tells nobody what it holds.
    private var holds: HoldsReporter?
    package var probes: ProbeSchedule
    private let lagMeter: LagMeter
    private var isReady = false

    package init(
        adminKey: AdminKeySettings, managedKeys: ManagedKeySettings? = nil, holds: HoldsSettings? = nil,
        probes: ProbeSchedule.Settings, fingerprintKey: FingerprintKey, seed: UInt64, lagMeter: LagMeter = LagMeter()
    ) throws(AdminKeySettingsFlaw) {
        self.adminKey = try AdminKeyWatcher(settings: adminKey, fingerprintKey: fingerprintKey, seed: seed)
        // Another stream of jitter than the admin key's: the two must not poll in step.
        self.managedKeys = managedKeys.map { ManagedKeyCache(settings: $0, seed: seed ^ 0x6B65_7973) }
        self.probes = ProbeSchedule(settings: probes)
        self.lagMeter = lagMeter
        let holding = Holding(self.adminKey, self.managedKeys)
        self.holds = holds.map { HoldsReporter(settings: $0, holding: holding, seed: seed ^ 0x686F_6C64) }
    }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: ReplicaInput, at now: Moment) -> [ReplicaEffect] {
        switch input {
        case .adminKey(let input): say(adminKey.handle(input, at: now), []) + report(at: now)
        case .managedKeys(let input): say([], managedKeys?.handle(input, at: now) ?? []) + report(at: now)
        case .holds(let input): report(input, at: now)
        case .started: both(.started, .started, at: now)
        case .linkUp: both(.linkUp, .linkUp, at: now) + report(.linkUp, at: now)
        case .linkDown: both(.linkDown, .linkDown, at: now) + report(.linkDown, at: now)
        case .subscribed: both(.subscribed, .subscribed, at: now)
        case .subscriptionLost: both(.subscriptionLost, .subscriptionLost, at: now)
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
        guard let lag = lagMeter.lag(at: now.steady, planned: planned) else { return ticked(at: now) }
        let effects =
            lag.isResumption ? both(.resumed, .resumed, at: now) + report(.resumed, at: now) : ticked(at: now)
        return [.record(.lagged(from: lag.from.nanoseconds))] + effects
    }

    private mutating func ticked(at now: Moment) -> [ReplicaEffect] {
        both(.tick, .tick, at: now) + report(.tick, at: now)
    }

    private mutating func both(
        _ admin: AdminKeyInput, _ keys: ManagedKeyInput, at now: Moment
    ) -> [ReplicaEffect] {
        say(adminKey.handle(admin, at: now), managedKeys?.handle(keys, at: now) ?? [])
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
        if !isReady, adminKey.status.isReady, managedKeys?.status.isReady ?? true {
            isReady = true
            effects.append(.ready)
        }
        return effects
    }

    /// When the loop must run again at the latest.
    package var nextWake: SteadyTime? {
        .earlier(.earlier(adminKey.nextWake, managedKeys?.nextWake), .earlier(holds?.nextWake, probes.nextWake))
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

    /// May this token pass? From memory, without an allocation.
    package func decide(_ token: UnsafeRawBufferPointer, at now: Moment, on route: RouteKind) -> Decision {
        adminKey.snapshot.decide(token, at: now, on: route)
    }
}
