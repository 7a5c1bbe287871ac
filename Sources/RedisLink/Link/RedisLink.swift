/// A link to one Redis that outlives its connections: it connects, introduces itself, and when the connection is lost it
/// comes back by itself after a back-off.
///
/// ```swift
/// let link = RedisLink(on: loop, to: .tcp(host: "127.0.0.1", port: 6379), as: .open) { state in … }
/// link.start()
/// let reply = try await link.call(RedisCommand("GET", "answer"))
/// ```
///
/// Nothing is kept for later: a command that is sent while there is no connection fails at once, with phase `queued`, and
/// certainly had no effect. Used on its loop's thread only.
public final class RedisLink: RedisSender {
    private let driver: LinkDriver
    private let onStateChange: (LinkState) -> Void
    /// Why the server gets no further command, though the connection stands.
    private var leaving: RedisError?
    /// Commands that were handed to a connection.
    public private(set) var commandsSent = 0

    /// Makes a link that does nothing until ``start()``.
    public init(
        on loop: EventLoop, to endpoint: RedisEndpoint, as access: RedisAccess, options: RedisLinkOptions = .init(),
        onStateChange: @escaping (LinkState) -> Void = { _ in }
    ) {
        driver = LinkDriver(on: loop, route: .fixed(endpoint), as: access, options: options)
        self.onStateChange = onStateChange
        driver.owner = self
    }

    /// Makes a link to the primary of a Sentinel group, which moves with it; it does nothing until ``start()``.
    ///
    /// When a Sentinel names another primary, the connection is dropped at once: what waits for an answer may have taken
    /// effect there, and the link goes to the new one without a back-off.
    public init(
        on loop: EventLoop, following sentinel: RedisSentinel, as access: RedisAccess,
        options: RedisLinkOptions = .init(), onStateChange: @escaping (LinkState) -> Void = { _ in }
    ) {
        driver = LinkDriver(on: loop, route: .following(sentinel), as: access, options: options)
        self.onStateChange = onStateChange
        driver.owner = self
    }

    deinit { driver.close() }

    /// Begins to connect.
    public func start() { driver.start() }

    /// Ends the link for good; what waits is answered with ``RedisError/Code/closed``, and so is every later call.
    public func close() { driver.close() }

    /// Takes new credentials: they count from the next connection on; a link that waits tries them at once.
    public func updateAccess(_ access: RedisAccess) { driver.update(access) }

    public var state: LinkState { driver.state }
    /// The node that takes the commands, while the link is ready.
    public var endpoint: RedisEndpoint? { driver.endpoint }
    /// True when no answer is awaited.
    public var isIdle: Bool { driver.awaitedCount == 0 }
    /// How often it became ready again after the first time.
    public var reconnects: Int { max(0, driver.connects - 1) }
    /// How often it tried to connect.
    public var attempts: Int { driver.attempts }

    public func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) {
        guard let connection = driver.ready, leaving == nil, hasRoom else {
            let error = whyNotNow.refusing(command)
            return driver.loop.beforeWaiting { reply(.failure(error)) }
        }
        commandsSent += 1
        connection.send(command, deadline: deadline, reply: reply)
    }

    private var hasRoom: Bool { driver.awaitedCount < driver.options.commandsInFlight }

    private var whyNotNow: RedisError {
        switch driver.state {
        case .connecting, .waiting: driver.lastReason.map { .notConnected(because: $0) } ?? .notYetConnected
        case .ready: leaving ?? .tooManyInFlight
        case .closed: .closedByOwner
        }
    }
}

extension RedisLink: LinkOwner {
    func linkIsReady(on connection: RedisConnection) { leaving = nil }
    func linkChanged(to state: LinkState) { onStateChange(state) }
    func linkGot(_ reply: RedisReply) { driver.drop(.unasked(reply, phase: .answered)) }

    /// A server that says READONLY has become a replica since it was asked: it will do no longer. Of a Sentinel group's
    /// primary, the same goes for one that has no data yet.
    func linkWasRefused(_ error: RedisServerError) {
        guard driver.options.requiresMaster else { return }
        switch error.kind {
        case .readOnly: leaving = .demoted
        case .loading where driver.isFollowing, .masterDown where driver.isFollowing: leaving = .unfit(error)
        default: break
        }
    }

    /// The answers that are still on their way have been waited for.
    func linkIsIdle() {
        if let leaving { driver.drop(leaving) }
    }
}
