import RedisLink

/// What a replica's Redis user needs for the registrations, as an ACL selector for Redis 7.0: a pair of brackets that
/// `ACL SETUSER name …` or a `user` line of redis.conf takes beside the rules for other keys.
///
/// Whoever may register may also write any registration of the server: the rows are as trustworthy as the replicas'
/// credentials.
package enum RegistrationPermissions {
    /// Nil for a prefix that no rule can hold.
    package static func selector(_ names: RegistrationNames) -> String? {
        guard let pattern = pattern(names) else { return nil }
        return "(-@all " + commands.map { "+\($0)" }.joined(separator: " ") + " ~\(pattern) resetchannels &\(pattern))"
    }

    /// What stands among the user's other rules, outside of all brackets, where it listens to other channels, too: one
    /// SUBSCRIBE names them all, and Redis asks one set of rules for all of it.
    package static func channel(_ names: RegistrationNames) -> String? { pattern(names).map { "&\($0)" } }

    private static func pattern(_ names: RegistrationNames) -> String? {
        guard RedisPattern.fitsRule(names.prefix), !names.prefix.contains("(") else { return nil }
        return RedisPattern.literal(names.prefix) + "dcr:*"
    }

    private static let commands = [
        "get", "set", "del", "exists", "type", "pttl", "hget", "hset", "hsetnx", "hdel", "hscan", "publish", "time",
        "eval", "evalsha", "subscribe", "unsubscribe",
    ]
}
