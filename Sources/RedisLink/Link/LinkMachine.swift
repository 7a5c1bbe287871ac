/// When a link connects, waits, tries again and ends: a value without I/O.
///
/// Within one list of effects a drop comes last: it answers commands, and whoever gets these answers may close the link.
struct LinkMachine {
    enum Effect: Equatable {
        case connect
        /// Introduce yourself on the connection that has just come up.
        case introduce
        /// Drop the connection, if there still is one, for this reason.
        case drop(RedisError)
        /// Call ``woke()`` at this time; a later wish replaces an earlier one.
        case wake(at: UInt64)
        case announce(LinkState)
    }

    private enum Stage: Equatable {
        case idle
        case resting
        case connecting
        case introducing
        case ready(since: UInt64)
        case closed
    }

    private(set) var state = LinkState.connecting
    /// Why the last connection or attempt ended.
    private(set) var lastReason: RedisError?
    private(set) var attempts = 0
    private(set) var connects = 0
    private var stage = Stage.idle
    private var backoff: Backoff

    init(backoff: Backoff) { self.backoff = backoff }

    mutating func start() -> [Effect] {
        guard stage == .idle else { return [] }
        return connect()
    }

    /// The back-off is over.
    mutating func woke() -> [Effect] {
        guard stage == .resting else { return [] }
        return connect()
    }

    mutating func connected() -> [Effect] {
        guard stage == .connecting else { return [] }
        stage = .introducing
        return [.introduce]
    }

    /// The server has accepted us.
    mutating func introduced(as role: RedisRole, at now: UInt64) -> [Effect] {
        guard stage == .introducing else { return [] }
        stage = .ready(since: now)
        connects += 1
        return announce(.ready(role))
    }

    /// The server refuses us, or is not what it has to be.
    mutating func refused(_ reason: RedisError, at now: UInt64) -> [Effect] {
        guard isUp else { return [] }
        return rest(reason, at: now) + [.drop(reason)]
    }

    /// The connection has ended by itself.
    mutating func ended(_ reason: RedisError, at now: UInt64) -> [Effect] {
        guard isUp else { return [] }
        return rest(reason, at: now)
    }

    /// New credentials: whoever waits because of the old ones tries again at once.
    mutating func accessChanged(at now: UInt64) -> [Effect] {
        guard stage == .resting else { return [] }
        backoff.reset()
        return [.wake(at: now)]
    }

    mutating func close() -> [Effect] {
        guard stage != .closed else { return [] }
        stage = .closed
        return announce(.closed) + [.drop(.closedByOwner)]
    }

    private var isUp: Bool {
        switch stage {
        case .connecting, .introducing, .ready: true
        case .idle, .resting, .closed: false
        }
    }

    private mutating func connect() -> [Effect] {
        stage = .connecting
        attempts += 1
        return [.connect] + announce(.connecting)
    }

    /// A connection that lasted longer than the longest back-off was a good one: then the waits start small again. One that
    /// was lost sooner counts as one more failure, so that a server which accepts and drops is not hammered.
    private mutating func rest(_ reason: RedisError, at now: UInt64) -> [Effect] {
        if case .ready(let since) = stage, now >= since + backoff.limit { backoff.reset() }
        stage = .resting
        lastReason = reason
        return [.wake(at: now + backoff.next())] + announce(.waiting(reason))
    }

    private mutating func announce(_ state: LinkState) -> [Effect] {
        self.state = state
        return [.announce(state)]
    }
}
