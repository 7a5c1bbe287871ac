import RedisLink

/// How a storage reaches its Redis: where, as whom, under which prefix, and how long it waits.
public struct RedisStoreSettings: Sendable {
    public enum Topology: Sendable {
        /// One server: for development.
        case single(RedisEndpoint)
        /// The primary of a Sentinel group, which the storage follows.
        case sentinel(RedisSentinelGroup)
    }

    public var topology: Topology
    public var database = 0
    /// The ACL user; what it must be allowed to do says ``StoragePermissions``.
    public var access: RedisAccess
    public var prefix: KeyPrefix
    /// How long connecting may take, and how long ``RedisAuthorizationStore/open(_:on:clock:onWarning:)`` waits.
    public var dialTimeout: Duration = .seconds(5)
    /// Together with ``writeTimeout``, how long a call may take once it was sent.
    public var readTimeout: Duration = .seconds(3)
    public var writeTimeout: Duration = .seconds(3)
    /// What CLIENT LIST shows: without spaces.
    public var clientName: String? = "authorization-storage"

    public init(topology: Topology, access: RedisAccess, prefix: KeyPrefix) {
        self.topology = topology
        self.access = access
        self.prefix = prefix
    }

    var linkOptions: RedisLinkOptions {
        var options = RedisLinkOptions(clientName: clientName)
        options.database = database
        options.connectDeadline = dialTimeout
        options.commandDeadline = readTimeout + writeTimeout
        return options
    }
}
