/// How a link knows where to connect.
enum LinkRoute {
    case fixed(RedisEndpoint)
    /// Asked for anew before each attempt.
    case chosen(() -> RedisEndpoint)
    /// Where the Sentinels say that the primary is.
    case following(RedisSentinel)

    var sentinel: RedisSentinel? { if case .following(let sentinel) = self { sentinel } else { nil } }
}
