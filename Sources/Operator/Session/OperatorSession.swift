import Credentials
import Glibc
import RedisLink
import Stores

/// One operator at work: the stores of a deployment, and the loop on which their answers come.
package final class OperatorSession {
    package let loop: EventLoop
    /// A change is tried again for so long, in nanoseconds; the same nonce, or the same new id, makes all attempts one
    /// change.
    var changeLimit: UInt64 = 10_000_000_000
    let slot: any AdminKeySlotStore
    let keys: any ManagedKeyStore
    let holds: any HoldsStore
    private let link: RedisLink?
    /// Lives as long as the link that follows it.
    private let sentinel: RedisSentinel?

    /// How long a command may take to reach Redis, and how long one answer may take.
    static let connectLimit: UInt64 = 5_000_000_000
    private static let commandDeadline = Duration.seconds(2)
    private static let pause: UInt64 = 5_000_000

    /// Works on given stores, which need no connection.
    package init(
        on loop: EventLoop, slot: any AdminKeySlotStore, keys: any ManagedKeyStore, holds: any HoldsStore
    ) {
        self.loop = loop
        self.slot = slot
        self.keys = keys
        self.holds = holds
        link = nil
        sentinel = nil
    }

    /// Begins to connect.
    package init(on loop: EventLoop, to place: OperatorPlace, format: SlotFormat = .fenced) {
        self.loop = loop
        var options = RedisLinkOptions(clientName: Self.clientName)
        options.commandDeadline = Self.commandDeadline
        options.database = place.database
        options.backoffLimit = .milliseconds(200)
        let link: RedisLink
        switch place.route {
        case .server(let endpoint):
            sentinel = nil
            link = RedisLink(on: loop, to: endpoint, as: place.access, options: options)
        case .sentinels(let group):
            let following = RedisSentinel(on: loop, group)
            sentinel = following
            link = RedisLink(on: loop, following: following, as: place.access, options: options)
        }
        self.link = link
        let name = SlotName("\(place.namespace):admin-key")
        slot =
            switch format {
            case .fenced: RedisFencedSlotStore(sender: link, name: name, client: Self.clientName) { .system }
            case .plain: RedisPlainSlotStore(sender: link, name: name, client: Self.clientName) { .system }
            }
        keys = RedisManagedKeyStore(sender: link, names: ManagedKeyNames(namespace: place.namespace.text)) { .system }
        holds = RedisHoldsStore(sender: link, name: HoldsName(namespace: place.namespace.text))
        link.start()
    }

    package func close() { link?.close() }

    private static let clientName = "keyquake:operator"

    /// Waits until there is a connection.
    ///
    /// - Parameter deadline: in the loop's nanoseconds.
    /// - Throws: at once when the server refuses us, and else at the deadline.
    package func connected(by deadline: UInt64? = nil) async throws(OperatorError) {
        guard let link else { return }
        let deadline = deadline ?? loop.now + Self.connectLimit
        while !link.state.isReady {
            if case .waiting(let error) = link.state, error.isRefusal || loop.now >= deadline {
                throw OperatorError(.environment, .failed, "\(error)")
            }
            guard loop.now < deadline else {
                throw OperatorError(.environment, .failed, "no connection to Redis in time")
            }
            await loop.sleep(nanoseconds: Self.pause)
        }
    }
}

extension RedisError {
    /// The server does not want us: to ask again helps nobody.
    fileprivate var isRefusal: Bool {
        switch serverError?.kind {
        case .noAuth, .wrongPassword, .noPermission: true
        default: false
        }
    }
}

extension WallTime {
    /// The machine's clock.
    static var system: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
