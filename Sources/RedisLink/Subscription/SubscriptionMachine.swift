/// What a subscription makes of each reply: a value without I/O.
struct SubscriptionMachine {
    enum Action: Equatable {
        case none
        /// Every channel is confirmed; after a gap, messages may have been missed.
        case subscribed(afterGap: Bool)
        case deliver(channel: [UInt8], payload: [UInt8])
        case giveUp(RedisError)
    }

    /// Few: a look through them is quicker than a hash of one.
    private let channels: [[UInt8]]
    private var unconfirmed: [[UInt8]] = []
    private var hasBeenSubscribed = false

    init(channels: [[UInt8]]) { self.channels = Set(channels).sorted { $0.lexicographicallyPrecedes($1) } }

    /// True when every channel is confirmed on this connection.
    var isSubscribed: Bool { unconfirmed.isEmpty }

    /// A new connection is ready: these have to be sent on it.
    ///
    /// A command each: a rule or a selector of an ACL user permits a whole command or none of it, and a user's channels may
    /// stand in several.
    mutating func begin() -> [RedisCommand] {
        unconfirmed = channels
        return channels.map { RedisCommand("SUBSCRIBE", [$0]) }
    }

    mutating func received(_ reply: RedisReply) -> Action {
        switch RedisPush(reply) {
        case .pong: return .none
        case .subscribed(let channel) where unconfirmed.contains(channel):
            unconfirmed.removeAll { $0 == channel }
            return confirmed()
        case .message(let channel, let payload) where channels.contains(channel) && !unconfirmed.contains(channel):
            return .deliver(channel: channel, payload: payload)
        case .subscribed, .message, nil: return .giveUp(Self.problem(with: reply))
        }
    }

    private mutating func confirmed() -> Action {
        guard unconfirmed.isEmpty else { return .none }
        defer { hasBeenSubscribed = true }
        return .subscribed(afterGap: hasBeenSubscribed)
    }

    /// An error is an answer to SUBSCRIBE; anything else has no business on this connection.
    private static func problem(with reply: RedisReply) -> RedisError {
        if case .error(let error) = reply { return .answered(error, to: "SUBSCRIBE", isScript: false) }
        return RedisError(
            code: .protocolViolation, phase: .answered, command: nil, mayHaveTakenEffect: false,
            detail: "a push of the wrong shape")
    }

    /// The server does not confirm, or does not answer the heartbeat.
    static func silence(_ detail: String) -> RedisError {
        RedisError(
            code: .deadlineExceeded, phase: .sent, command: nil, mayHaveTakenEffect: false, detail: detail)
    }
}
