/// When a link looks for its server, connects, waits, tries again and ends: a value without I/O.
///
/// Within one list of effects the drop of a connection that was ready comes last: it answers commands, and whoever gets
/// these answers may close the link.
struct LinkMachine {
    enum Effect: Equatable {
        /// Begin a round of questions for the server; ``located()`` or ``notLocated(_:at:)`` follows.
        case locate
        /// The server that was found cannot be used: go on with the round.
        case locateNext(RedisError)
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
        case locating
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
    private let locates: Bool

    /// With `locates`, it asks where the server is before it connects.
    init(backoff: Backoff, locates: Bool = false) {
        self.backoff = backoff
        self.locates = locates
    }

    mutating func start() -> [Effect] {
        guard stage == .idle else { return [] }
        return begin()
    }

    /// The back-off is over.
    mutating func woke() -> [Effect] {
        guard stage == .resting else { return [] }
        return begin()
    }

    mutating func located() -> [Effect] {
        guard stage == .locating else { return [] }
        return [connect()]
    }

    /// The round is over, and nobody names a server that can be used.
    mutating func notLocated(_ reason: RedisError, at now: UInt64) -> [Effect] {
        guard stage == .locating else { return [] }
        return rest(reason, at: now)
    }

    /// The server is elsewhere, for sure: the connection is dropped, and the search begins anew without a back-off.
    mutating func moved(_ reason: RedisError, at now: UInt64) -> [Effect] {
        switch stage {
        case .idle, .closed: return []
        case .resting:
            backoff.reset()
            return [.wake(at: now)]
        case .locating: return [.locate]
        case .connecting, .introducing:
            stage = .locating
            return [.drop(reason), .locate]
        case .ready:
            stage = .resting
            lastReason = reason
            backoff.reset()
            return [.wake(at: now)] + announce(.waiting(reason)) + [.drop(reason)]
        }
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
        if isFindingOut { return [.drop(reason)] + goOn(after: reason) }
        return rest(reason, at: now) + [.drop(reason)]
    }

    /// The connection has ended by itself.
    mutating func ended(_ reason: RedisError, at now: UInt64) -> [Effect] {
        guard isUp else { return [] }
        return isFindingOut ? goOn(after: reason) : rest(reason, at: now)
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

    /// There is a connection, or will be.
    var isUp: Bool {
        switch stage {
        case .connecting, .introducing, .ready: true
        case .idle, .resting, .locating, .closed: false
        }
    }

    /// Whether the server that was named is the right one is not known yet.
    private var isFindingOut: Bool { locates && (stage == .connecting || stage == .introducing) }

    private mutating func goOn(after reason: RedisError) -> [Effect] {
        stage = .locating
        return [.locateNext(reason)]
    }

    private mutating func begin() -> [Effect] {
        guard locates else { return [connect()] + announce(.connecting) }
        stage = .locating
        return [.locate] + announce(.connecting)
    }

    private mutating func connect() -> Effect {
        stage = .connecting
        attempts += 1
        return .connect
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
