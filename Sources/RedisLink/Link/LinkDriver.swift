/// What a link does with a connection that is ready.
protocol LinkOwner: AnyObject {
    /// The connection is introduced and may be used until the next change of state.
    func linkIsReady(on connection: RedisConnection)
    /// A reply came that no command waits for.
    func linkGot(_ reply: RedisReply)
    /// The server is about to answer a command with this.
    func linkWasRefused(_ error: RedisServerError)
    /// No answer is awaited any more.
    func linkIsIdle()
    /// The state has changed; `linkIsReady` comes before it.
    func linkChanged(to state: LinkState)
}

extension LinkOwner {
    func linkWasRefused(_ error: RedisServerError) {}
    func linkIsIdle() {}
}

/// Performs what a ``LinkMachine`` decides: the part that data links and subscriptions have in common.
final class LinkDriver {
    let loop: EventLoop
    let options: RedisLinkOptions
    private let route: LinkRoute
    private var access: RedisAccess
    private var machine: LinkMachine
    private var handshake: Handshake
    private var connection: RedisConnection?
    private var timer: LoopTimer?
    private var search: SentinelSearch?
    /// What the Sentinels have found, the node that we try or are on.
    private var located: SentinelNaming?
    /// Where to begin the next search: it is named already.
    private var hint: SentinelNaming?
    /// The node of the latest connection.
    private var target: RedisEndpoint?
    weak var owner: (any LinkOwner)?

    init(on loop: EventLoop, route: LinkRoute, as access: RedisAccess, options: RedisLinkOptions) {
        self.loop = loop
        self.route = route
        self.access = access
        self.options = options
        machine = LinkMachine(backoff: options.backoff, locates: route.sentinel != nil)
        handshake = Handshake(access: access, options: options)
        timer = LoopTimer(on: loop) { [unowned self] in perform(machine.woke()) }
        search = route.sentinel.map { SentinelSearch(of: $0) { [unowned self] in searched($0) } }
        BrokenPipe.ignore()
    }

    var state: LinkState { machine.state }
    var lastReason: RedisError? { machine.lastReason }
    var connects: Int { machine.connects }
    var attempts: Int { machine.attempts }

    /// The connection, while it is ready.
    var ready: RedisConnection? { state.isReady ? connection : nil }
    var awaitedCount: Int { connection?.awaitedCount ?? 0 }
    /// The node that the connection leads to, while it is ready.
    var endpoint: RedisEndpoint? { state.isReady ? target : nil }
    var isFollowing: Bool { route.sentinel != nil }

    func start() {
        let effects = machine.start()
        guard !effects.isEmpty else { return }  // it has been started, or closed
        route.sentinel?.join(self)
        perform(effects)
    }

    func close() {
        search?.cancel()
        perform(machine.close())
        route.sentinel?.leave(ObjectIdentifier(self))
    }

    func update(_ access: RedisAccess) {
        self.access = access
        accessChanged()
    }

    /// The credentials have changed, ours or those for the Sentinels.
    func accessChanged() { perform(machine.accessChanged(at: loop.now)) }

    /// Gives the connection up and begins anew after a back-off.
    ///
    /// A node that says itself that it is no primary is told to the Sentinels' side first, so that the search knows.
    func drop(_ reason: RedisError) {
        if reason.code == .notMaster, machine.isUp, let located { route.sentinel?.refuted(located) }
        perform(machine.refused(reason, at: loop.now))
    }

    private func perform(_ effects: [LinkMachine.Effect]) {
        for effect in effects {
            switch effect {
            case .locate: locate()
            case .locateNext(let reason): search?.goOn(after: reason)
            case .connect: connect()
            case .introduce: introduce()
            case .drop(let reason): dropConnection(reason)
            case .wake(let time): timer?.set(at: time)
            case .announce(let state): announce(state)
            }
        }
    }

    private func connect() {
        guard let endpoint = nextEndpoint else { preconditionFailure("a link connects to what has been located") }
        target = endpoint
        connection = RedisConnection(on: loop, to: endpoint, limits: options.limits) { [weak self] event in
            self?.handle(event)
        }
    }

    private var nextEndpoint: RedisEndpoint? {
        switch route {
        case .fixed(let endpoint): endpoint
        case .chosen(let choose): choose()
        case .following: located?.endpoint
        }
    }

    private func handle(_ event: RedisConnection.Event) {
        switch event {
        case .connected: perform(machine.connected())
        case .unawaited(let reply): unawaited(reply)
        case .refused(let error): if state.isReady { owner?.linkWasRefused(error) }
        case .idle: if state.isReady { owner?.linkIsIdle() }
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
            connection?.send(command, deadline: nil) { [weak self, weak connection] answer in
                self?.introduced(answer, on: connection)
            }
        }
    }

    /// A connection that was refused fails what it still waits for, when there may be another one.
    private func introduced(_ answer: Result<RedisReply, RedisError>, on asked: RedisConnection?) {
        guard state == .connecting, let asked, asked === connection else { return }
        advance(handshake.handle(answer))
    }

    private func advance(_ outcome: Handshake.Outcome) {
        switch outcome {
        case .running: break
        case .done(let role):
            perform(machine.introduced(as: role, at: loop.now))
            confirm(role)
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

/// Following a Sentinel group.
extension LinkDriver {
    private func locate() {
        defer { hint = nil }
        if let hint {
            search?.begin(trying: hint)
        } else if let sentinel = route.sentinel {
            search?.begin(with: sentinel.order.first)
        }
    }

    private func searched(_ outcome: Result<SentinelNaming, RedisError>) {
        switch outcome {
        case .success(let naming):
            located = naming
            perform(machine.located())
        case .failure(let reason): perform(machine.notLocated(reason, at: loop.now))
        }
    }

    /// Another link, or a Sentinel, has found that the primary is there.
    func primaryMoved(to naming: SentinelNaming, isCertain: Bool) {
        guard state.isReady || isCertain, !(machine.isUp && target == naming.endpoint) else { return }
        hint = naming
        perform(machine.moved(.moved(to: naming.endpoint), at: loop.now))
    }

    private func confirm(_ role: RedisRole) {
        guard role == .master, state.isReady, let located else { return }
        route.sentinel?.confirmed(located)
    }
}
