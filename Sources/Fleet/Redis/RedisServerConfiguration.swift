import Credentials
import Scenario

/// The configuration file of one Redis server of a run.
struct RedisServerConfiguration {
    var port: UInt16
    var directory: String
    var aclFile: String
    var plan: RedisPlan
    var clients: Int
    /// How it gets in at its primary; nil where there is no replication.
    var replication: RedisUser?
    /// The local address of the connections that it makes; nil for any.
    var source: String?

    var text: String { ([common] + replicationLines).joined(separator: "\n") + "\n" }

    private var common: String {
        """
        port \(port)
        bind 127.0.0.1
        tcp-backlog 4096
        dir \(directory)
        aclfile \(aclFile)
        maxclients \(clients)
        daemonize no
        save "\(plan.persistence == .rdb ? "1 1" : "")"
        appendonly \(plan.persistence == .aof ? "yes" : "no")
        appendfsync always
        repl-diskless-sync-delay 0
        shutdown-timeout 0
        loglevel notice
        """
    }

    /// A replica that lost its primary knows it after a second and not a minute; a primary that may not write alone
    /// judges its replicas by a second, too.
    private var replicationLines: [String] {
        guard let replication else { return [] }
        return [
            "masteruser \(replication.name)",
            "masterauth \(replication.password.withBytes { String(decoding: $0, as: UTF8.self) })",
            "repl-ping-replica-period 1",
            "min-replicas-to-write \(plan.minReplicasToWrite)",
            "min-replicas-max-lag 1",
        ] + (source.map { ["bind-source-addr \($0)"] } ?? [])
    }
}
