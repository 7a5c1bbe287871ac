/// A link that follows; it leaves when it is closed.
struct SentinelFollower {
    let id: ObjectIdentifier
    weak var driver: LinkDriver?
}

/// Who follows.
extension RedisSentinel {
    func join(_ driver: LinkDriver) {
        followers.append(SentinelFollower(id: ObjectIdentifier(driver), driver: driver))
        listen()
    }

    func leave(_ id: ObjectIdentifier) {
        followers.removeAll { $0.id == id }
        if followers.isEmpty { stopListening() }
        settle()
    }

    /// With every link on a primary there is nothing to ask.
    private func settle() {
        guard check == nil, followers.allSatisfy({ $0.driver?.state.isReady ?? true }) else { return }
        hangUp()
    }
}

/// What the Sentinels and the nodes say.
extension RedisSentinel {
    /// A Sentinel has answered a question of one of us: it counts for all.
    func heard(_ answer: SentinelAnswer, from sentinel: Int) {
        guard case .named(let address) = answer else { return }
        order.answered(sentinel)
        let naming = naming(address, by: sentinel)
        if belief.heard(naming.endpoint) { tell(naming, isCertain: false) }
    }

    /// The Sentinel that we listen to says that the primary moved.
    func announced(_ payload: [UInt8]) {
        guard let announcement = SwitchAnnouncement(payload), announcement.masterName == Array(masterName.utf8),
            let sentinel = order.listened
        else { return }
        announcements += 1
        adopt(naming(announcement.address, by: sentinel), isCertain: true)
    }

    /// A link is on this node, and the node itself says that it is the primary. While the link was on its way there, a
    /// Sentinel may have said that another one took its place: then the link leaves before it has written anything.
    func confirmed(_ naming: SentinelNaming) {
        if belief.isReplaced(naming.endpoint), let current = belief.current {
            tell(SentinelNaming(endpoint: current, sentinel: order.first), isCertain: false)
        } else {
            adopt(naming, isCertain: true)
        }
        settle()
    }

    /// All Sentinels that answer speak of a way back to this node.
    func returned(to naming: SentinelNaming) { belief.adopt(naming.endpoint) }

    /// The node that a Sentinel named says itself that it is not the primary: the others are asked first from now on.
    func refuted(_ naming: SentinelNaming) {
        belief.refute(naming.endpoint)
        order.doubt(naming.sentinel)
        if order.listened == naming.sentinel { subscription?.drop(.refuted) }
    }

    private func adopt(_ naming: SentinelNaming, isCertain: Bool) {
        belief.adopt(naming.endpoint)
        tell(naming, isCertain: isCertain)
    }

    /// Links that are ready elsewhere leave at once. Those that look for the primary are interrupted only by what is
    /// certain: a rumour would let two links that fail keep each other from ever backing off.
    private func tell(_ naming: SentinelNaming, isCertain: Bool) {
        for follower in followers { follower.driver?.primaryMoved(to: naming, isCertain: isCertain) }
    }

    /// Announcements that came before we listened are gone: what they said is asked for, beginning with the Sentinel we
    /// listen to.
    func beginCheck() {
        guard let sentinel = order.listened else { return }
        let search = SentinelSearch(of: self) { [unowned self] in checked($0) }
        check = search
        search.begin(with: sentinel)
    }

    private func checked(_ outcome: Result<SentinelNaming, RedisError>) {
        check = nil
        if case .success(let naming) = outcome { adopt(naming, isCertain: false) }  // who knows nothing changes nothing
        settle()
    }
}
