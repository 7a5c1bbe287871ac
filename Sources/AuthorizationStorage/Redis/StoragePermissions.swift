/// What the ACL user of a storage must be allowed to do, for Redis 7.0.
public enum StoragePermissions {
    /// What `ACL SETUSER name on >password`, or a `user` line of redis.conf, takes after the password.
    ///
    /// Users are not replicated: each node needs this one. To the Sentinels the user needs what ``RedisSentinelGroup``
    /// says.
    public static func rules(prefix: KeyPrefix) -> String {
        let pattern = prefix.text.map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "*"
        return "resetkeys ~\(pattern) resetchannels -@all " + commands.map { "+\($0)" }.joined(separator: " ")
    }

    private static let commands = [
        "ping", "role", "client|setname", "select", "get", "mget", "set", "getdel", "del", "exists", "type", "pttl",
        "pexpire", "persist", "sadd", "srem", "smembers", "scard", "eval", "evalsha",
    ]
}
