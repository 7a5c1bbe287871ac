import RedisLink

/// What the ACL user of a storage must be allowed to do, for Redis 7.0.
public enum StoragePermissions {
    /// What `ACL SETUSER name on >password`, or a `user` line of redis.conf, takes after the password.
    ///
    /// Users are not replicated: each node needs this one. To the Sentinels the user needs what ``RedisSentinelGroup``
    /// says.
    public static func rules(prefix: KeyPrefix) -> String {
        "resetkeys ~\(pattern(of: prefix)) resetchannels -@all " + commands.map { "+\($0)" }.joined(separator: " ")
    }

    /// The same as a selector, for a user that has other rules too, and with the right to WAIT for Redis replicas.
    ///
    /// - Parameter isAuditing: to look at every key as well, which ``RedisAuthorizationStore/audit()`` does.
    package static func selector(prefix: KeyPrefix, isAuditing: Bool) -> String {
        let more = isAuditing ? ["wait", "scan", "pexpiretime"] : ["wait"]
        return "(\((commands + more).map { "+\($0)" }.joined(separator: " ")) ~\(pattern(of: prefix)))"
    }

    private static func pattern(of prefix: KeyPrefix) -> String {
        RedisPattern.literal(prefix.text) + "*"
    }

    private static let commands = [
        "ping", "role", "client|setname", "select", "get", "mget", "set", "getdel", "del", "exists", "type", "pttl",
        "pexpire", "persist", "sadd", "srem", "smembers", "scard", "eval", "evalsha",
    ]
}
