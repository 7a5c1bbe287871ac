/// Finds the primary of a Sentinel group, and tells the links that follow it when it moves.
///
/// One for a process, shared by all its links:
/// ```swift
/// let sentinel = RedisSentinel(on: loop, group)
/// let link = RedisLink(on: loop, following: sentinel, as: access)
/// link.start()
/// ```
/// While a link follows it, it keeps one subscription to one of the Sentinels, and sends nothing but its heartbeat. A
/// question goes out when a link has no primary, and when that subscription begins, since announcements may have been
/// missed. Used on its loop's thread only.
public final class RedisSentinel {
    let loop: EventLoop
    private(set) var group: RedisSentinelGroup
    /// The facets stand in files of their own, which is why these are not private: nobody else touches them.
    var belief = PrimaryBelief()
    var order: SentinelOrder
    var followers: [SentinelFollower] = []
    var subscription: RedisSubscription?
    var check: SentinelSearch?
    private var peers: [Int: SentinelPeer] = [:]
    private let seed: UInt64
    /// Announcements of a new primary that were heard.
    public internal(set) var announcements = 0

    /// Makes one that does nothing until a link follows it; the seed picks the first Sentinel to ask, nil draws one.
    public init(on loop: EventLoop, _ group: RedisSentinelGroup, seed: UInt64? = nil) {
        let seed = seed ?? .random(in: .min ... .max)
        self.loop = loop
        self.group = group
        self.seed = seed
        order = SentinelOrder(count: group.sentinels.count, seed: seed)
    }

    deinit { stopListening() }

    /// The node that is the primary, as far as the Sentinels have told this process.
    public var primary: RedisEndpoint? { belief.current }
    /// The Sentinel whose announcements come, nil while none do.
    public var listensTo: RedisEndpoint? { subscription.flatMap { $0.isSubscribed ? $0.endpoint : nil } }

    /// True when it listens and has nothing to ask: then it has one connection, and will have one until something happens.
    public var isAtRest: Bool { listensTo != nil && check == nil && peers.isEmpty }

    /// Takes new credentials for the Sentinels; links that wait try them at once.
    public func updateAccess(_ access: RedisAccess) {
        group.access = access
        subscription?.updateAccess(access)
        hangUp()
        for follower in followers { follower.driver?.accessChanged() }
    }
}

/// Asking.
extension RedisSentinel {
    var count: Int { order.count }
    var masterName: String { group.masterName }

    func naming(_ address: SentinelAddress, by sentinel: Int) -> SentinelNaming {
        SentinelNaming(endpoint: group.endpoint(of: address), sentinel: sentinel)
    }

    /// Asks one Sentinel; `reply` is called once, never from inside this call.
    func ask(_ sentinel: Int, _ reply: @escaping (SentinelAnswer) -> Void) {
        peer(sentinel).ask { [weak self] answer in
            self?.heard(answer, from: sentinel)
            reply(answer)
        }
    }

    /// The connections are kept while there is something to ask.
    func hangUp() {
        let ended = peers
        peers = [:]
        for peer in ended.values { peer.hangUp() }
    }

    private func peer(_ sentinel: Int) -> SentinelPeer {
        if let known = peers[sentinel] { return known }
        let peer = SentinelPeer(on: loop, to: group.endpoint(ofSentinel: sentinel), of: group)
        peers[sentinel] = peer
        return peer
    }
}

/// Listening to one of the Sentinels.
extension RedisSentinel {
    func listen() {
        guard subscription == nil else { return }
        let listening = RedisSubscription(
            on: loop, route: .chosen { [unowned self] in group.endpoint(ofSentinel: order.listen()) }, as: group.access,
            options: group.linkOptions(seed: seed), channels: [SwitchAnnouncement.channel],
            onMessage: { [unowned self] _, payload in announced(payload) },
            onSubscribed: { [unowned self] _ in beginCheck() })
        subscription = listening
        listening.start()
    }

    func stopListening() {
        subscription?.close()
        subscription = nil
        check = nil
    }
}
