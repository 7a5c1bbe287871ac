/// What a link does with a connection that is ready.
protocol LinkOwner: AnyObject {
    /// The connection is introduced and may be used until the next change of state.
    func linkIsReady(on connection: RedisConnection)
    /// A reply came that no command waits for.
    func linkGot(_ reply: RedisReply)
    /// The state has changed; `linkIsReady` comes before it.
    func linkChanged(to state: LinkState)
}

/// Performs what a ``LinkMachine`` decides: the part that data links and subscriptions have in common.
final class LinkDriver {
    let loop: EventLoop
    let options: RedisLinkOptions
    private let endpoint: RedisEndpoint
    private var access: RedisAccess
    private var machine: LinkMachine
    private var handshake: Handshake
    private var connection: RedisConnection?
    private var timer: LoopTimer?
    weak var owner: (any LinkOwner)?

    init(on loop: EventLoop, to endpoint: RedisEndpoint, as access: RedisAccess, options: RedisLinkOptions) {
        self.loop = loop
        self.endpoint = endpoint
        self.access = access
        self.options = options
        machine = LinkMachine(backoff: options.backoff)
        handshake = Handshake(access: access, options: options)
        timer = LoopTimer(on: loop) { [unowned self] in perform(machine.woke()) }
        BrokenPipe.ignore()
    }

    var state: LinkState { machine.state }
    var lastReason: RedisError? { machine.lastReason }
    var connects: Int { machine.connects }
    var attempts: Int { machine.attempts }

    /// The connection, while it is ready.
    var ready: RedisConnection? { state.isReady ? connection : nil }
    var awaitedCount: Int { connection?.awaitedCount ?? 0 }

    func start() { perform(machine.start()) }
    func close() { perform(machine.close()) }

    func update(_ access: RedisAccess) {
        self.access = access
        perform(machine.accessChanged(at: loop.now))
    }

    /// Gives the connection up and begins anew after a back-off.
    func drop(_ reason: RedisError) { perform(machine.refused(reason, at: loop.now)) }

    private func perform(_ effects: [LinkMachine.Effect]) {
        for effect in effects {
            switch effect {
            case .connect: connect()
            case .introduce: introduce()
            case .drop(let reason): dropConnection(reason)
            case .wake(let time): timer?.set(at: time)
            case .announce(let state): announce(state)
            }
        }
    }

    private func connect() {
        connection = RedisConnection(on: loop, to: endpoint, limits: options.limits) { [weak self] event in
            self?.handle(event)
        }
    }

    private func handle(_ event: RedisConnection.Event) {
        switch event {
        case .connected: perform(machine.connected())
        case .unawaited(let reply): unawaited(reply)
        case .ended(let reason):
            connection = nil
            perform(machine.ended(reason, at: loop.now))
        }
    }

    /// Before the handshake is through, nobody sends anything unasked but a server that has no room for us.
    private func unawaited(_ reply: RedisReply) {
        if state.isReady { owner?.linkGot(reply) } else { drop(.unasked(reply, phase: .handshake)) }
    }

    private func introduce() {
        handshake = Handshake(access: access, options: options)
        advance(handshake.start)
        for command in handshake.commands {
            connection?.send(command, deadline: nil) { [weak self] answer in self?.introduced(answer) }
        }
    }

    private func introduced(_ answer: Result<RedisReply, RedisError>) {
        guard state == .connecting, connection != nil else { return }  // it has been refused already
        advance(handshake.handle(answer))
    }

    private func advance(_ outcome: Handshake.Outcome) {
        switch outcome {
        case .running: break
        case .done(let role): perform(machine.introduced(as: role, at: loop.now))
        case .refused(let reason): drop(reason)
        }
    }

    private func dropConnection(_ reason: RedisError) {
        let dropped = connection
        connection = nil
        dropped?.end(reason)
    }

    private func announce(_ state: LinkState) {
        if state.isReady, let connection { owner?.linkIsReady(on: connection) }
        owner?.linkChanged(to: state)
    }

    deinit { close() }
}
