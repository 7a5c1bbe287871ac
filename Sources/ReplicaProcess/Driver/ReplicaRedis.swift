import Credentials
import History
import RedisLink
import ReplicaCore
import Stores

/// The two links of a replica and its store of the slot: turns what they say into inputs of the core.
final class ReplicaRedis {
    private let route: RedisRoute
    private let user: String
    private let link: RedisLink
    private let subscription: RedisSubscription?
    private let store: any AdminKeySlotStore
    /// Nil for a replica that does not look at managed keys.
    private let keys: RedisManagedKeyStore?
    /// Nil for a replica that has none.
    let registrations: RedisRegistrationStore?
    /// Nil for a replica that reads no documents of environments.
    let documents: ReplicaDocuments?
    private let holds: RedisHoldsStore
    private let replica: ReplicaName?
    private let fingerprintKey: FingerprintKey
    private let deliver: (ReplicaInput) -> Void

    init(
        on loop: EventLoop, _ configuration: ReplicaConfiguration, of life: Life, clock: @escaping () -> Moment,
        record: @escaping (Event) -> Void, deliver: @escaping (ReplicaInput) -> Void
    ) {
        let route = RedisRoute(
            on: loop, to: configuration.redis, as: configuration.access, clientName: configuration.clientName)
        self.route = route
        user = configuration.user
        link = route.link(configuration.linkOptions("data")) { Self.changed(.data, to: $0, record).map(deliver) }
        let store = configuration.makeStore(over: link) { clock().wall }
        holds = RedisHoldsStore(sender: link, name: HoldsName(namespace: configuration.namespace))
        replica = ReplicaName(life.replica.description)
        keys = configuration.managedKeys.map { [link] _ in
            RedisManagedKeyStore(sender: link, names: configuration.keyNames) { clock().wall }
        }
        registrations =
            configuration.registrations.isEmpty
            ? nil
            : configuration.registrationNames.map { [link] in
                RedisRegistrationStore(sender: link, names: $0) { clock().wall }
            }
        let documents = configuration.environments.flatMap { [link] settings in
            settings.readsDocuments
                ? ReplicaDocuments(
                    over: link, names: configuration.environmentNames, clock: { clock().wall },
                    deliver: { deliver(.environments($0)) })
                : nil
        }
        self.documents = documents
        subscription =
            !configuration.channels.isEmpty
            ? Self.subscribe(by: route, configuration, store, documents, clock, record, deliver) : nil
        self.store = store
        self.deliver = deliver
        fingerprintKey = configuration.fingerprintKey
    }

    private static func subscribe(
        by route: RedisRoute, _ configuration: ReplicaConfiguration, _ store: any AdminKeySlotStore,
        _ documents: ReplicaDocuments?, _ clock: @escaping () -> Moment, _ record: @escaping (Event) -> Void,
        _ deliver: @escaping (ReplicaInput) -> Void
    ) -> RedisSubscription {
        let keysChannel = Array(configuration.keyNames.channel.utf8)
        let hints = RegistrationChannel(configuration)
        let hintsChannel = Array((hints?.name ?? "").utf8)
        return route.subscription(
            to: configuration.channels, configuration.linkOptions("push"),
            onMessage: { channel, payload in
                let wall = clock().wall
                if channel == keysChannel {
                    deliver(.managedKeys(.pushed(ManagedKeyMessage(payload: payload, now: wall))))
                } else if let hints, channel == hintsChannel {
                    for id in hints.subjects(of: payload) { deliver(.registration(id, .hinted)) }
                } else if let documents, channel == documents.channel {
                    documents.heard(payload)
                } else {
                    deliver(.adminKey(.pushed(store.reading(ofMessage: payload, at: wall))))
                }
            },
            onSubscribed: { _ in deliver(.subscribed) },
            onStateChange: { Self.changed(.push, to: $0, record).map(deliver) })
    }

    /// What a link's new state is to the core; on its way a link is neither up nor down.
    private static func changed(
        _ role: LinkRole, to state: LinkState, _ record: (Event) -> Void
    ) -> ReplicaInput? {
        switch state {
        case .connecting, .closed: return nil
        case .ready:
            record(.linkChanged(role, isUp: true, reason: 0))
            return role == .data ? .linkUp : nil
        case .waiting(let error):
            record(.linkChanged(role, isUp: false, reason: LinkDownReason(error).rawValue))
            return role == .data ? .linkDown : .subscriptionLost
        }
    }

    func start() {
        link.start()
        subscription?.start()
    }

    /// Another link to the same primary, of which the caller takes care.
    func link(_ options: RedisLinkOptions, onStateChange: @escaping (LinkState) -> Void) -> RedisLink {
        route.link(options, onStateChange: onStateChange)
    }

    func close() {
        link.close()
        subscription?.close()
    }

    var isAtRest: Bool { route.isAtRest }

    /// Counts from the next connection on: what the core holds does not depend on it.
    func updatePassword(_ password: Secret) {
        let access = RedisAccess(user: user, password: password.withBytes { RedisPassword(bytes: $0) })
        route.updateAccess(access)
        link.updateAccess(access)
        subscription?.updateAccess(access)
    }

    func read() {
        store.read { [deliver] in deliver(.adminKey(.readEnded($0.mapError(SlotReadFailure.init)))) }
    }

    func bootstrap(_ value: Secret) {
        let request = SlotBootstrap(
            value: value, nonce: freshNonce(), fingerprintKey: fingerprintKey,
            fingerprint: Fingerprint(of: value, key: fingerprintKey))
        store.bootstrap(request, wrote)
    }

    func repair(_ slot: AdminKeySlot) {
        store.repair(slot, fingerprint: slot.value.map { Fingerprint(of: $0, key: fingerprintKey) }, wrote)
    }

    func replant(_ value: Secret) {
        let request = SlotReplant(
            value: value, nonce: freshNonce(), fingerprint: Fingerprint(of: value, key: fingerprintKey))
        store.replant(request, wrote)
    }

    private func wrote(_ result: Result<SlotChange, SlotStoreError>) {
        let written = result.map { SlotWriteResult(didWrite: $0.didWrite, stands: $0.stands) }
        deliver(.adminKey(.writeEnded(written.mapError(SlotReadFailure.init))))
    }

    // MARK: managed keys

    func readKeys(_ query: ManagedKeyQuery) {
        keys?.changes(query) { [deliver] in deliver(.managedKeys(.readEnded($0.mapError(SlotReadFailure.init)))) }
    }

    /// The cache's own write: a deactivation that the store has lost.
    func putBack(_ id: ManagedKeyID, first: WallTime?, floor: Epoch) {
        keys?.deactivate(id, first: first, floor: floor) { [deliver] result in
            deliver(.managedKeys(.writeEnded(result.putBack)))
        }
    }

    func create(_ key: NewManagedKey, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>) {
        keys?.create(key, floor: floor, done)
    }

    func deactivate(_ id: ManagedKeyID, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>) {
        keys?.deactivate(id, first: nil, floor: floor, done)
    }

    func listKeys(_ done: @escaping ManagedKeyAnswer<ManagedKeyList>) { keys?.list(done) }

    // MARK: who holds what

    func writeDown(_ claim: HoldsClaim) {
        guard let replica else { return }
        holds.write(claim, of: replica) { [deliver] in
            deliver(.holds(.written($0.mapError(SlotReadFailure.init))))
        }
    }

    func removeHoldings(incarnation: UInt32) {
        guard let replica else { return }
        holds.remove(replica, incarnation: incarnation) { [deliver] _ in deliver(.holds(.removed)) }
    }

    private func freshNonce() -> Nonce { Nonce(bits: .random(in: .min ... .max)) }
}

/// Why a link is down, as the history says it.
enum LinkDownReason: UInt8 {
    case connectFailed = 1, connectionLost, deadlineExceeded, serverError, other

    init(_ error: RedisError) {
        switch error.code {
        case .connectFailed: self = .connectFailed
        case .connectionLost: self = .connectionLost
        case .deadlineExceeded: self = .deadlineExceeded
        case .serverError: self = .serverError
        default: self = .other
        }
    }
}

extension SlotReadFailure {
    init(_ error: some StoreFailure) {
        guard let cause = error.redisError else {
            self = .refused
            return
        }
        switch (error.outcome, cause.code) {
        case (.unknown, _): self = .unknown
        case (_, .deadlineExceeded): self = .deadline
        case (_, .serverError): self = .refused
        default: self = .unreachable
        }
    }
}

extension Result<ManagedKeyChange, ManagedKeyStoreError> {
    /// A key that the store does not have is an answer and no failure.
    fileprivate var putBack: Result<ManagedKeyRecord?, SlotReadFailure> {
        switch self {
        case .success(let change): .success(change.record)
        case .failure(let error) where error.cause == .unknownID: .success(nil)
        case .failure(let error): .failure(SlotReadFailure(error))
        }
    }
}

extension ReplicaConfiguration {
    package var slot: SlotName { SlotName(slotName) }
    /// Without a namespace there is no place for it.
    var saysWhatItHolds: Bool { !namespace.isEmpty }

    func holdsSettings(of life: Life) -> HoldsSettings? {
        guard saysWhatItHolds, let name = ReplicaName(life.replica.description) else { return nil }
        return HoldsSettings(
            replica: name, incarnation: UInt32(life.incarnation.number),
            onStale: [adminKey.onStale] + (managedKeys.map { [$0.onStale] } ?? []))
    }

    var keyNames: ManagedKeyNames { ManagedKeyNames(namespace: namespace) }

    var environmentNames: EnvironmentNames { EnvironmentNames(namespace: namespace) }

    var channels: [String] {
        let isPushed = managedKeys?.usesPush ?? false
        let hearsDocuments = environments.map { $0.usesPush && $0.readsDocuments } ?? false
        return (adminKey.usesPush ? [slot.channel] : []) + (isPushed ? [keyNames.channel] : [])
            + (RegistrationChannel(self).map { [$0.name] } ?? [])
            + (hearsDocuments ? [environmentNames.channel] : [])
    }

    var access: RedisAccess {
        RedisAccess(user: user, password: password.withBytes { RedisPassword(bytes: $0) })
    }

    /// `role` ends the connection's name, so that CLIENT LIST tells whose it is.
    func linkOptions(_ role: String) -> RedisLinkOptions {
        var options = RedisLinkOptions(clientName: "\(clientName):\(role)")
        options.connectDeadline = .nanoseconds(adminKey.connectDeadline)
        options.commandDeadline = .nanoseconds(adminKey.commandDeadline)
        options.seed = seed ^ UInt64(role.utf8.first ?? 0)
        return options
    }

    func makeStore(over sender: any RedisSender, clock: @escaping () -> WallTime) -> any AdminKeySlotStore {
        switch adminKey.format {
        case .fenced: RedisFencedSlotStore(sender: sender, name: slot, client: clientName, clock: clock)
        case .plain: RedisPlainSlotStore(sender: sender, name: slot, client: clientName, clock: clock)
        }
    }
}
