import Credentials
import Scenario

/// The configuration file of one Sentinel of a run.
struct SentinelConfiguration {
    /// The name under which Sentinels know the primary.
    static let group = "keyquake"

    var port: UInt16
    var directory: String
    var aclFile: String
    var plan: RedisPlan
    /// Where the first primary is announced.
    var primaryPort: UInt16
    /// Who it is at the nodes, and among Sentinels.
    var atNodes: RedisUser
    var amongSentinels: RedisUser
    var source: String?

    var text: String {
        (general + monitoring).joined(separator: "\n") + "\n"
    }

    private var general: [String] {
        [
            "port \(port)", "bind 127.0.0.1", "dir \(directory)", "aclfile \(aclFile)", "daemonize no",
            "protected-mode no", "sentinel sentinel-user \(amongSentinels.name)",
            "sentinel sentinel-pass \(amongSentinels.passwordText)",
        ] + (source.map { ["bind-source-addr \($0)"] } ?? [])
    }

    private var monitoring: [String] {
        let group = Self.group
        return [
            "sentinel monitor \(group) 127.0.0.1 \(primaryPort) \(plan.sentinels / 2 + 1)",
            "sentinel auth-user \(group) \(atNodes.name)", "sentinel auth-pass \(group) \(atNodes.passwordText)",
            "sentinel down-after-milliseconds \(group) \(plan.downAfter / 1_000_000)",
            "sentinel failover-timeout \(group) \(plan.failoverTimeout / 1_000_000)",
            "sentinel parallel-syncs \(group) \(max(1, plan.replicas))",
        ]
    }
}
