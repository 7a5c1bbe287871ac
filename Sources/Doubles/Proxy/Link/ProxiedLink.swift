import RedisLink

/// One connection through the proxy: the peer's socket, the one to the node behind it, and a pipe each way.
///
/// What to do is decided by ``LinkPipe``; here sockets are read, written and closed. Descriptors have one owner each,
/// the two ends.
final class ProxiedLink {
    enum Stage {
        /// It came during a blackhole: there is no node for it, and never will be.
        case held
        case connecting
        case open
        case closed
    }

    enum Side { case peer, node }

    /// One way, with what the sockets say of it.
    final class Way {
        var pipe: LinkPipe
        /// The sink's socket is full: it will say when it is not.
        var isBlocked = false
        var timer: LoopTimer?

        init(salt: UInt64) { pipe = LinkPipe(salt: salt) }
    }

    let route: LinkRoute
    /// The blackholes that touched it.
    var heldBy: Set<LinkRule.ID> = []
    var shapedBy: Set<LinkRule.ID> = []
    var stage = Stage.connecting
    let listener: LinkListener
    private unowned let host: LinkProxy
    var peer: LinkEnd?
    var node: LinkEnd?
    private let towardsNode: Way
    private let fromNode: Way

    /// - Parameter salt: tells this connection's jitter from others'.
    init(route: LinkRoute, salt: UInt64, listener: LinkListener, host: LinkProxy) {
        self.route = route
        self.listener = listener
        self.host = host
        towardsNode = Way(salt: salt << 1)
        fromNode = Way(salt: salt << 1 | 1)
    }

    subscript(way: LinkWay) -> Way { way == .towardsNode ? towardsNode : fromNode }

    func end(_ side: Side) -> LinkEnd? { side == .peer ? peer : node }
    func source(of way: LinkWay) -> LinkEnd? { way == .towardsNode ? peer : node }
    func sink(of way: LinkWay) -> LinkEnd? { way == .towardsNode ? node : peer }
    var now: UInt64 { host.now }
    var scratch: UnsafeMutableRawBufferPointer { host.scratch }

    func makeEnd(_ descriptor: Int32, _ side: Side) -> LinkEnd {
        LinkEnd(owning: descriptor, on: host.loop) { [unowned self] readiness in
            withExtendedLifetime(self) { ready(side, readiness) }
        }
    }

    func timer(of way: LinkWay) -> LoopTimer {
        if let timer = self[way].timer { return timer }
        let timer = LoopTimer(on: host.loop) { [unowned self] in
            withExtendedLifetime(self) { pump(way) }
        }
        self[way].timer = timer
        return timer
    }

    /// Lets go of everything; both ends are closed or about to be.
    func close() {
        guard stage != .closed else { return }
        stage = .closed
        peer?.close()
        node?.close()
        (towardsNode.timer, fromNode.timer) = (nil, nil)
        host.ended(self)
    }

    func reset() {
        peer?.reset()
        node?.reset()
        close()
    }

    /// What does not arrive because of a blackhole: with us, and in the sockets that we do not read.
    var heldBytes: UInt64 {
        LinkWay.allCases.filter { self[$0].pipe.isHeld }.reduce(0) { sum, way in
            let unread = source(of: way).map { $0.isOpen ? LoopbackSocket.unreadBytes(of: $0.descriptor) : 0 } ?? 0
            return sum + UInt64(self[way].pipe.waitingBytes + unread)
        }
    }
}

// MARK: - Beginning, and what rules change

extension ProxiedLink {
    func begin(with descriptor: Int32, under effect: LinkEffect) {
        LoopbackSocket.sendAtOnce(descriptor)
        peer = makeEnd(descriptor, .peer)
        for way in LinkWay.allCases { self[way].pipe.set(effect[way], at: now) }
        if effect.isBlackholed { holdNewcomer() } else { connect() }
    }

    /// A connection needs both ways to come about: a newcomer is held both ways, also by a rule that looks one way.
    /// That its peer gave up is told by nobody, and lets us have the descriptor back.
    private func holdNewcomer() {
        stage = .held
        for way in LinkWay.allCases { self[way].pipe.hold() }
        peer?.arm(.hungUp)
    }

    /// From the peer's own address: so the node sees who connects.
    private func connect() {
        guard let descriptor = LoopbackSocket.connect(to: listener.target, from: route.peer) else { return reset() }
        let node = makeEnd(descriptor, .node)
        self.node = node
        node.arm(.writable)
    }

    func connected() {
        guard let node, LoopbackSocket.takeError(of: node.descriptor) == 0 else { return reset() }
        stage = .open
        rearm()
    }

    /// Takes over what the rules say from now on.
    func set(_ effect: LinkEffect) {
        for way in LinkWay.allCases { self[way].pipe.set(effect[way], at: now) }
        switch stage {
        case .closed, .held: return
        case .connecting:
            guard effect.isBlackholed else { return }
            node?.close()
            holdNewcomer()
        case .open:
            for way in LinkWay.allCases { pump(way) }
        }
    }
}
