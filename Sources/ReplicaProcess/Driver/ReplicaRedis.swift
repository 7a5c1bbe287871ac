import Credentials
import RedisLink
import ReplicaCore
import Stores

/// The two links of a replica and its store of the slot: turns what they say into inputs of the core.
final class ReplicaRedis {
    private let store: any AdminKeySlotStore
    private let link: RedisLink
    private let subscription: RedisSubscription?
    private let deliver: (AdminKeyInput) -> Void

    init(
        on loop: EventLoop, _ configuration: ReplicaConfiguration, clock: @escaping () -> Moment,
        deliver: @escaping (AdminKeyInput) -> Void
    ) {
        self.deliver = deliver
        let endpoint = configuration.redis.endpoint
        let access = RedisAccess(
            user: configuration.user, password: configuration.password.withBytes { RedisPassword(bytes: $0) })
        link = RedisLink(
            on: loop, to: endpoint, as: access, options: Self.options(configuration, "data"), onStateChange: { state in
                deliver(state.isReady ? .linkUp : .linkDown)
            })
        store = makeStore(configuration, link)
        subscription = configuration.adminKey.usesPush ? Self.subscription(on: loop, endpoint, access, configuration, clock, deliver) : nil
    }

    func start() {
        link.start()
        subscription?.start()
    }

    func close() {
        link.close()
        subscription?.close()
    }
}
