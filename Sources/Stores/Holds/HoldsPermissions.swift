import RedisLink

/// What the users of a deployment need for its holdings, for Redis 7.0: a selector of its own, which goes after the
/// user's other rules (`ACL SETUSER name … (rules)`, or a `user` line).
///
/// A selector, so that a replica that may only read everything else (`repair: none`) can write its entry and nothing
/// more: Redis allows a command if the user's rules or any one of the selectors do
/// (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/). The commands of a script are asked for
/// one by one in the same way.
package enum HoldsPermissions: String, CaseIterable, Sendable {
    /// Writes and removes its entry.
    case replica
    /// Reads, forgets and prunes.
    case `operator`

    /// The selector for one deployment's hash; nil for a name that no rule can hold.
    package func selector(for name: HoldsName) -> String? {
        guard RedisPattern.fitsRule(name.text) else { return nil }
        let pattern = RedisPattern.literal(name.text)
        return "(\(commands.map { "+\($0)" }.joined(separator: " ")) ~\(pattern))"
    }

    private var commands: [String] {
        switch self {
        case .replica: ["eval", "evalsha", "time", "hget", "hset", "hdel", "persist"]
        case .operator: ["eval", "evalsha", "time", "hgetall", "hdel"]
        }
    }
}
