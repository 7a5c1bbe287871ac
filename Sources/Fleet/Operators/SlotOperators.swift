import CPosix
import Credentials
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario
import Stores

/// The coordinator's own connections: one as the operator who rotates, one as the user that injects faults and looks.
final class SlotOperators {
    let slot: SlotName
    let store: any AdminKeySlotStore
    /// The same slot over the faults connection: sampling must not wait behind a rotation, nor delay one.
    let watched: any AdminKeySlotStore
    let faults: RedisLink
    let damager: any SlotDamager
    let operating: RedisLink
    let changes: ChangeSignal
    let loop: EventLoop
    let address: RedisAddress
    let access: RedisAccess
    private let fingerprintKey: FingerprintKey
    /// The newest change that was acknowledged: what the fleet should converge on.
    var newest = SlotTarget.none
    private var floor = Epoch.zero

    init(
        loop: EventLoop, redis: RedisTopology, names: RunNames, format: FleetPlan.Slot, fingerprintKey: FingerprintKey
    ) {
        let changes = ChangeSignal(loop: loop)
        self.changes = changes
        self.loop = loop
        self.fingerprintKey = fingerprintKey
        let slot = SlotName(names.slot)
        self.slot = slot
        address = redis.address
        access = redis.operatorAccess
        func link(_ role: String, _ access: RedisAccess) -> RedisLink {
            var options = RedisLinkOptions(clientName: "\(names.clients):\(role)")
            options.database = redis.address.database
            options.backoffLimit = .milliseconds(100)
            return RedisLink(on: loop, to: redis.address.endpoint, as: access, options: options) { _ in changes.fire() }
        }
        operating = link("operator", redis.operatorAccess)
        faults = link("faults", redis.faultsAccess)
        let clock = { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }
        func makeStore(_ sender: RedisLink) -> any AdminKeySlotStore {
            switch format {
            case .fenced: RedisFencedSlotStore(sender: sender, name: slot, client: "operator", clock: clock)
            case .plain: RedisPlainSlotStore(sender: sender, name: slot, client: "operator", clock: clock)
            }
        }
        store = makeStore(operating)
        watched = makeStore(faults)
        damager = RedisSlotDamager(sender: faults, name: slot, format: format == .fenced ? .fenced : .plain)
    }

    /// True when both connections were let in: only then the server on the port is ours. A server that is not ours
    /// will not be there in a moment, nor change its mind about a password: then the first refusal counts.
    func start(atMost nanoseconds: UInt64, isExternal: Bool) async -> Bool {
        operating.start()
        faults.start()
        _ = await changes.wait(atMost: nanoseconds) { [self] in isUp || isExternal && refusal != nil }
        return isUp
    }

    private var isUp: Bool { operating.state.isReady && faults.state.isReady }

    /// Why a connection is not there; a server that is still loading its data has not refused.
    private var refusal: RedisError? {
        for link in [operating, faults] {
            if case .waiting(let error) = link.state, error.serverError?.kind != .loading { return error }
        }
        return nil
    }

    func awaitUp(atMost nanoseconds: UInt64) async -> Bool {
        await changes.wait(atMost: nanoseconds) { [self] in isUp }
    }

    /// Why a connection is not there, for the one clear line.
    var trouble: String? {
        for link in [operating, faults] { if case .waiting(let error) = link.state { return "\(error)" } }
        return nil
    }

    func close() {
        operating.close()
        faults.close()
    }

    func identity() -> ChangeIdentity {
        ChangeIdentity(nonce: Nonce(bits: .random(in: .min ... .max)), floor: floor, isFirstAttempt: true)
    }

    func rotation(to secret: Secret, grace: UInt64 = 0) -> SlotRotation {
        SlotRotation(
            value: secret, identity: identity(), graceNanoseconds: grace, fingerprintKey: fingerprintKey,
            fingerprint: Fingerprint(of: secret, key: fingerprintKey))
    }

    func revocation() -> SlotRevocation { SlotRevocation(identity: identity(), fingerprintKey: fingerprintKey) }

    func fingerprint(of secret: Secret?) -> Fingerprint? {
        secret.map { Fingerprint(of: $0, key: fingerprintKey) }
    }

    /// Remembers an acknowledged change: what the fleet is to reach, and the floor of the next one.
    func acknowledged(_ version: Version?, _ fingerprint: FingerprintBits) {
        if let version {
            floor = max(floor, version.epoch)
            let stamp = VersionStamp(epoch: version.epoch.number, nonce: version.nonce.bits)
            if stamp < newest.version { return }
            newest = SlotTarget(version: stamp, fingerprint: fingerprint)
        } else {
            newest = SlotTarget(version: .zero, fingerprint: fingerprint)
        }
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
}
