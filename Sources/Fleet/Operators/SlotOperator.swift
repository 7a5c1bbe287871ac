import CPosix
import Credentials
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario
import Stores

/// Somebody who rotates the admin key: a connection of his own, and what he knows of the slot.
final class SlotOperator {
    let number: Int
    let link: RedisLink
    let store: any AdminKeySlotStore
    let keys: RedisManagedKeyStore
    let environments: RedisEnvironmentStore
    /// Link faults that keep him from some server: nobody waits for his connection then.
    var cutOffs = 0
    /// What he changed last meanwhile.
    var lonelyChange: LonelyChange?
    private let fingerprintKey: FingerprintKey
    /// The highest epoch that he knows: a new primary's clock may be behind.
    private var floor = Epoch.zero
    /// The same for the revision of the managed keys.
    private(set) var keyFloor = Epoch.zero
    /// And for the version of a document, of whichever environment.
    private(set) var environmentFloor = Epoch.zero

    init(
        number: Int, names: RunNames, route: RedisRoute, format: FleetPlan.Slot,
        fingerprintKey: FingerprintKey, changes: ChangeSignal
    ) {
        self.number = number
        self.fingerprintKey = fingerprintKey
        var options = RedisLinkOptions(clientName: "\(names.clients):operator-\(number)")
        options.backoffLimit = .milliseconds(100)
        link = route.link(options) { _ in changes.fire() }
        store = format.store(over: link, slot: SlotName(names.slot), client: "operator-\(number)")
        let clock = { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }
        keys = RedisManagedKeyStore(sender: link, names: ManagedKeyNames(namespace: names.prefix), clock: clock)
        environments = RedisEnvironmentStore(
            sender: PatientSender(link), names: EnvironmentNames(namespace: names.prefix), clock: clock)
    }

    func identity() -> ChangeIdentity {
        ChangeIdentity(nonce: Nonce(bits: .random(in: .min ... .max)), floor: floor, isFirstAttempt: true)
    }

    func bootstrap(with secret: Secret) -> SlotBootstrap {
        SlotBootstrap(
            value: secret, nonce: identity().nonce, fingerprintKey: fingerprintKey,
            fingerprint: Fingerprint(of: secret, key: fingerprintKey))
    }

    func rotation(to secret: Secret, grace: UInt64 = 0) -> SlotRotation {
        SlotRotation(
            value: secret, identity: identity(), graceNanoseconds: grace, fingerprintKey: fingerprintKey,
            fingerprint: Fingerprint(of: secret, key: fingerprintKey))
    }

    func revocation() -> SlotRevocation { SlotRevocation(identity: identity(), fingerprintKey: fingerprintKey) }

    /// How many Redis replicas have acknowledged everything that this connection wrote; 0 when the connection that
    /// wrote is gone, because another one's WAIT says nothing about it
    /// (https://redis.io/docs/latest/commands/wait/).
    func acknowledgements(atLeast count: Int, writtenOn reconnects: Int) async -> Int {
        guard link.reconnects == reconnects, link.state.isReady else { return 0 }
        let order = RedisCommand("WAIT", "\(count)", "\(Self.confirmLimit / 1_000_000)")
        let answer = try? await link.call(order, deadline: Self.confirmLimit + Self.confirmSlack)  // no answer: none
        guard case .integer(let acknowledged)? = answer, link.reconnects == reconnects else { return 0 }
        return Int(acknowledged)
    }

    /// How long WAIT waits, and how much longer its answer may take.
    private static let confirmLimit: UInt64 = 1_000_000_000
    private static let confirmSlack: UInt64 = 500_000_000

    func acknowledged(keys revision: Epoch) { keyFloor = max(keyFloor, revision) }
    func acknowledged(document version: Epoch) { environmentFloor = max(environmentFloor, version) }

    func acknowledged(_ version: Version?) {
        if let version { floor = max(floor, version.epoch) }
    }
}

/// What every healthy replica should hold by and by.
struct SlotTarget: Equatable {
    var version: VersionStamp
    var fingerprint: FingerprintBits
    static let none = SlotTarget(version: .zero, fingerprint: .none)

    /// On a plain slot there is no order, only the same value.
    func isReached(by status: LiveStatus, format: FleetPlan.Slot) -> Bool {
        format == .fenced ? status.version >= version : fingerprint == .none || status.fingerprint == fingerprint
    }

    /// The newest change that was acknowledged: by version, and where there is none by time.
    mutating func acknowledged(_ version: Version?, _ fingerprint: FingerprintBits) {
        let stamp = VersionStamp(version)
        if version != nil, stamp < self.version { return }
        self = SlotTarget(version: stamp, fingerprint: fingerprint)
    }
}
