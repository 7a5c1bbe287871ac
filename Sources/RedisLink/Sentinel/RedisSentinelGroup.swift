/// The Sentinels that watch over one primary: where they are, and who we are to them.
public struct RedisSentinelGroup: Sendable {
    /// The primary's name, as in `sentinel monitor NAME …`.
    public var masterName: String
    public var sentinels: [RedisEndpoint]
    /// Who we are to the Sentinels; a link has an access of its own for the primary. The user needs `+auth +ping +subscribe
    /// +sentinel|get-master-addr-by-name &+switch-master`, and `+client|setname` for a client name.
    public var access: RedisAccess
    /// The local address from which the primary is reached; nil leaves it to the system.
    public var primarySource: String?
    /// The local address from which Sentinels that name none are reached.
    public var sentinelSource: String?
    /// How long one Sentinel has for its answer, connecting included, before the next one is asked.
    public var answerDeadline: Duration = .milliseconds(200)
    /// Of the subscription to one of the Sentinels, which is given up after two missed beats.
    public var heartbeat: Duration = .seconds(1)
    /// What CLIENT LIST of a Sentinel shows: without spaces.
    public var clientName: String?

    public init(
        masterName: String, sentinels: [RedisEndpoint], access: RedisAccess = .open, primarySource: String? = nil,
        sentinelSource: String? = nil
    ) {
        self.masterName = masterName
        self.sentinels = sentinels
        self.access = access
        self.primarySource = primarySource
        self.sentinelSource = sentinelSource
    }

    /// The question to a Sentinel.
    var question: RedisCommand { RedisCommand("SENTINEL", "get-master-addr-by-name", masterName) }

    func endpoint(ofSentinel index: Int) -> RedisEndpoint {
        guard case .tcp(let host, let port, nil) = sentinels[index] else { return sentinels[index] }
        return .tcp(host: host, port: port, source: sentinelSource)
    }

    func endpoint(of address: SentinelAddress) -> RedisEndpoint {
        .tcp(host: address.host, port: address.port, source: primarySource)
    }

    /// How the connections to Sentinels behave: one that does not answer in time gives way to the next.
    func linkOptions(seed: UInt64?) -> RedisLinkOptions {
        var options = RedisLinkOptions(clientName: clientName)
        options.requiresMaster = false
        options.connectDeadline = answerDeadline
        options.commandDeadline = answerDeadline
        options.heartbeat = heartbeat
        options.replyBytes = Self.replyBytes
        options.seed = seed
        return options
    }

    /// A Sentinel has short answers only.
    private static let replyBytes = 64 * 1024
}
