import Scenario

/// The configuration file of one embedded Redis server.
struct RedisServerConfiguration {
    var port: UInt16
    var directory: String
    var aclFile: String
    var persistence: RedisPlan.Persistence
    var clients: Int

    var text: String {
        """
        port \(port)
        bind 127.0.0.1
        tcp-backlog 4096
        dir \(directory)
        aclfile \(aclFile)
        maxclients \(clients)
        daemonize no
        save "\(persistence == .rdb ? "1 1" : "")"
        appendonly \(persistence == .aof ? "yes" : "no")
        appendfsync always
        repl-diskless-sync-delay 0
        shutdown-timeout 0
        loglevel notice

        """
    }
}
