/// A link that listens to channels: it subscribes again after each reconnect, and says that there was a gap.
///
/// Publish and subscribe is at most once: a message sent while the connection was down is gone. `onSubscribed` with
/// `afterGap` is the moment to read what the messages would have said. Used on its loop's thread only.
public final class RedisSubscription {
    private let driver: LinkDriver
    private var machine: SubscriptionMachine
    private var heartbeat: Heartbeat
    private var timer: LoopTimer?
    private let onMessage: (_ channel: [UInt8], _ payload: [UInt8]) -> Void
    private let onSubscribed: (_ afterGap: Bool) -> Void
    private let onStateChange: (LinkState) -> Void
    /// Messages that were delivered.
    public private(set) var messages = 0

    /// Makes a subscription that does nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - onMessage: called for each message, in the order of the server.
    ///   - onSubscribed: called when the server has confirmed every channel: from then on messages come.
    ///   - onStateChange: `ready` says that the server has let us in, which comes before `onSubscribed`.
    public convenience init(
        on loop: EventLoop, to endpoint: RedisEndpoint, as access: RedisAccess, options: RedisLinkOptions = .init(),
        channels: [String], onMessage: @escaping (_ channel: [UInt8], _ payload: [UInt8]) -> Void,
        onSubscribed: @escaping (_ afterGap: Bool) -> Void = { _ in },
        onStateChange: @escaping (LinkState) -> Void = { _ in }
    ) {
        self.init(
            on: loop, route: .fixed(endpoint), as: access, options: options, channels: channels, onMessage: onMessage,
            onSubscribed: onSubscribed, onStateChange: onStateChange)
    }

    /// Makes a subscription to the primary of a Sentinel group, which moves with it: each move is a gap.
    public convenience init(
        on loop: EventLoop, following sentinel: RedisSentinel, as access: RedisAccess,
        options: RedisLinkOptions = .init(), channels: [String],
        onMessage: @escaping (_ channel: [UInt8], _ payload: [UInt8]) -> Void,
        onSubscribed: @escaping (_ afterGap: Bool) -> Void = { _ in },
        onStateChange: @escaping (LinkState) -> Void = { _ in }
    ) {
        self.init(
            on: loop, route: .following(sentinel), as: access, options: options, channels: channels,
            onMessage: onMessage, onSubscribed: onSubscribed, onStateChange: onStateChange)
    }

    init(
        on loop: EventLoop, route: LinkRoute, as access: RedisAccess, options: RedisLinkOptions, channels: [String],
        onMessage: @escaping (_ channel: [UInt8], _ payload: [UInt8]) -> Void,
        onSubscribed: @escaping (_ afterGap: Bool) -> Void = { _ in },
        onStateChange: @escaping (LinkState) -> Void = { _ in }
    ) {
        precondition(!channels.isEmpty, "a subscription has at least one channel")
        driver = LinkDriver(on: loop, route: route, as: access, options: options)
        machine = SubscriptionMachine(channels: channels.map { Array($0.utf8) })
        heartbeat = Heartbeat(allowedMisses: options.missedBeats)
        self.onMessage = onMessage
        self.onSubscribed = onSubscribed
        self.onStateChange = onStateChange
        timer = LoopTimer(on: loop) { [unowned self] in timerFired() }
        driver.owner = self
    }

    deinit { driver.close() }

    /// Begins to connect.
    public func start() { driver.start() }

    /// Ends the subscription for good; nothing is called after ``LinkState/closed``.
    public func close() { driver.close() }

    /// Takes new credentials: they count from the next connection on; a link that waits tries them at once.
    public func updateAccess(_ access: RedisAccess) { driver.update(access) }

    /// Gives the connection up and begins anew after a back-off.
    func drop(_ reason: RedisError) { driver.drop(reason) }

    public var state: LinkState { driver.state }
    /// The node that it listens to, while it is ready.
    public var endpoint: RedisEndpoint? { driver.endpoint }
    /// True while the server has confirmed every channel and the connection stands.
    public var isSubscribed: Bool { driver.state.isReady && machine.isSubscribed }
    /// How often it became ready again after the first time.
    public var reconnects: Int { max(0, driver.connects - 1) }
    /// How often it tried to connect.
    public var attempts: Int { driver.attempts }
}

extension RedisSubscription: LinkOwner {
    func linkIsReady(on connection: RedisConnection) {
        heartbeat = Heartbeat(allowedMisses: driver.options.missedBeats)
        for command in machine.begin() { connection.sendUnawaited(command) }
        timer?.set(after: driver.options.commandDeadline.wholeNanoseconds)
    }

    func linkChanged(to state: LinkState) {
        if !state.isReady { timer?.cancel() }
        onStateChange(state)
    }

    func linkGot(_ reply: RedisReply) {
        heartbeat.heard()
        switch machine.received(reply) {
        case .none: break
        case .deliver(let channel, let payload):
            messages += 1
            onMessage(channel, payload)
        case .subscribed(let afterGap):
            timer?.set(after: driver.options.heartbeat.wholeNanoseconds)
            onSubscribed(afterGap)
        case .giveUp(let reason): driver.drop(reason)
        }
    }

    /// A process that was stopped finds its timers due before it looks at its sockets: what is there counts.
    private func timerFired() {
        driver.ready?.readNow()
        guard let connection = driver.ready else { return }
        guard machine.isSubscribed else {
            return driver.drop(SubscriptionMachine.silence("the subscription was not confirmed within the deadline"))
        }
        switch heartbeat.beat() {
        case .ask: connection.sendUnawaited(RedisCommand("PING", []))
        case .giveUp: return driver.drop(SubscriptionMachine.silence("the heartbeat was not answered"))
        }
        timer?.set(after: driver.options.heartbeat.wholeNanoseconds)
    }
}
