/// How a link introduces itself, and what it waits for.
public struct RedisLinkOptions: Sendable {
    /// Shown by CLIENT LIST: without spaces.
    public var clientName: String?
    public var database = 0
    /// Only a master will do: a replica's answer to ROLE ends the connection, and another attempt follows.
    public var requiresMaster = true
    public var connectDeadline: Duration = .milliseconds(500)
    /// For commands that name no deadline, and for the handshake.
    public var commandDeadline: Duration = .milliseconds(250)
    public var backoffStart: Duration = .milliseconds(20)
    public var backoffLimit: Duration = .seconds(1)
    /// Of a subscription: one PING each interval; after ``missedBeats`` without a word the connection is dead.
    public var heartbeat: Duration = .seconds(1)
    public var missedBeats = 2
    /// The largest reply that is taken; a larger one ends the connection.
    public var replyBytes = 64 * 1024 * 1024
    /// Commands that may wait for their answers at a time; one more fails at once.
    public var commandsInFlight = 100_000
    /// For the jitter of the back-off; nil draws one.
    public var seed: UInt64?

    public init(clientName: String? = nil) { self.clientName = clientName }

    var limits: RedisConnection.Limits {
        .init(
            connect: connectDeadline.wholeNanoseconds, command: commandDeadline.wholeNanoseconds,
            replyBytes: replyBytes)
    }

    var backoff: Backoff {
        Backoff(
            start: backoffStart.wholeNanoseconds, limit: backoffLimit.wholeNanoseconds,
            seed: seed ?? .random(in: .min ... .max))
    }
}

extension Duration {
    /// For the clock of the loop; nothing negative.
    var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}
