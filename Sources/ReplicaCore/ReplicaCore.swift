import Credentials
import History

/// Everything that one replica decides, as one value: the driver holds it, hands in what happens, and performs what
/// comes out.
///
/// In each turn of its loop the driver calls ``woke(at:)`` first, then ``handle(_:at:)`` for each input, then
/// ``probes`` for the round that is due, and waits until ``nextWake`` at the latest.
package struct ReplicaCore: Sendable {
    package private(set) var adminKey: AdminKeyWatcher
    package var probes: ProbeSchedule
    private let lagMeter: LagMeter

    package init(
        adminKey: AdminKeySettings, probes: ProbeSchedule.Settings, fingerprintKey: FingerprintKey, seed: UInt64,
        lagMeter: LagMeter = LagMeter()
    ) throws(AdminKeySettingsFlaw) {
        self.adminKey = try AdminKeyWatcher(settings: adminKey, fingerprintKey: fingerprintKey, seed: seed)
        self.probes = ProbeSchedule(settings: probes)
        self.lagMeter = lagMeter
    }

    /// Handles one input of the admin key's world.
    package mutating func handle(_ input: AdminKeyInput, at now: Moment) -> [AdminKeyEffect] {
        adminKey.handle(input, at: now)
    }

    /// The loop runs again: says if it was late, looks again after a long pause, and does what is due.
    package mutating func woke(at now: Moment) -> [AdminKeyEffect] {
        guard let planned = nextWake, planned <= now.steady else { return [] }
        guard let lag = lagMeter.lag(at: now.steady, planned: planned) else { return adminKey.handle(.tick, at: now) }
        let effects = adminKey.handle(lag.isResumption ? .resumed : .tick, at: now)
        return [.record(.lagged(from: lag.from.nanoseconds))] + effects
    }

    /// When the loop must run again at the latest.
    package var nextWake: SteadyTime? {
        .earlier(adminKey.nextWake, probes.nextWake)
    }

    /// The coordinator names a credential: probe it, and call it by its number from now on.
    package mutating func know(
        _ credential: CredentialID, fingerprint: FingerprintBits, of key: Secret? = nil, at now: SteadyTime
    ) {
        adminKey.know(fingerprint, of: key, as: credential)
        probes.learned(credential, at: now)
    }

    /// May this token pass? From memory, without an allocation.
    package func decide(_ token: UnsafeRawBufferPointer, at now: Moment, on route: RouteKind) -> Decision {
        adminKey.snapshot.decide(token, at: now, on: route)
    }
}
