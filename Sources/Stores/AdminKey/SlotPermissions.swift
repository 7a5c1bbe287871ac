import Credentials
import RedisLink

/// The ACL rules of the users of a run, for Redis 7.0: what `ACL SETUSER name on >password` or a `user` line of
/// redis.conf takes after the password.
///
/// Redis checks the commands of a script against its caller, so a replica that may repair may also write: the slot is
/// as trustworthy as the replicas' credentials. Users are not replicated; each node needs them.
package enum SlotPermissions: Equatable, Sendable {
    /// `mayRepair` false is `repair: none`: it reads and listens, and cannot write.
    case replica(mayRepair: Bool)
    /// A program that is not ours: whatever reads the slot, in whichever words its client library has.
    case foreign(mayWrite: Bool)
    /// Rotates, revokes, ends grace, confirms.
    case `operator`
    /// Samples every node, damages the slot, looks at and cuts the connections of others.
    case faults

    /// The rules for the keys and channels that begin with `prefix`; nil for a prefix that no rule can hold.
    package func rules(prefix: String) -> String? {
        guard RedisPattern.fitsRule(prefix), !prefix.isEmpty else { return nil }
        let pattern = RedisPattern.literal(prefix) + "*"
        let commands = commands.map { "+\($0)" }.joined(separator: " ")
        return "resetkeys \(reach)~\(pattern) resetchannels &\(pattern) -@all \(commands)"
    }

    private var reach: String {
        switch self {
        case .replica(mayRepair: false), .foreign(mayWrite: false): "%R"
        case .replica, .foreign, .operator, .faults: ""
        }
    }

    private var commands: [String] {
        switch self {
        case .replica(mayRepair: false): Self.connection + Self.reading
        case .replica(mayRepair: true): Self.connection + Self.reading + Self.writing
        case .foreign(let mayWrite): Self.connection + Self.foreign + (mayWrite ? ["@write"] + Self.scripting : [])
        case .operator: Self.connection + Self.reading + Self.writing + ["del", "xrange", "xrevrange", "wait"]
        case .faults:
            Self.connection + Self.reading + Self.scripting + Self.damaging + Self.planting + Self.watching
        }
    }

    /// What a link and a subscription say of their own.
    private static let connection = ["client|setname", "ping", "role", "subscribe", "unsubscribe"]
    private static let reading = ["hgetall", "get", "hmget", "zscore", "zcard", "zrangebyscore"]
    private static let foreign = [
        "@read", "select", "echo", "info", "client|id", "client|getname", "psubscribe", "punsubscribe", "time",
    ]
    private static let scripting = ["eval", "evalsha", "time", "type"]
    /// What the scripts do; only a damaged slot is deleted, and only by the operator.
    private static let writing =
        scripting + ["hset", "persist", "set", "xadd", "publish"]
        + ["hget", "hexists", "zrevrangebyscore", "zadd", "zremrangebyrank"]
    private static let damaging = ["hget", "hset", "set", "del", "rpush"]
    /// An environment document behind the scripts' back, and an old message.
    private static let planting = ["hdel", "publish"]
    /// The slot's log, what is left over, who is connected, what was replicated; an orderly end of the server.
    private static let watching = [
        "xrange", "scan", "info", "shutdown", "exists", "wait", "client|id", "client|list", "client|kill",
        "client|pause",
        "client|unpause",
    ]
}
