import RedisLink

/// Where a configuration says that Redis is: one server, or a Sentinel group, and not both.
struct RedisPlace {
    private enum Kind {
        case single(RedisEndpoint)
        case sentinel(masterName: String, [RedisEndpoint])
    }

    private let kind: Kind
    let database: Int

    init(_ redis: RunConfiguration.Redis) throws(ConfigurationError) {
        let address = redis.address ?? ""
        guard redis.sentinel != nil || !address.isEmpty else {
            throw ConfigurationError(
                .missing, "redis_config", "neither addr nor sentinel_config says where Redis is")
        }
        if let sentinel = redis.sentinel {
            guard address.isEmpty, redis.isCluster != true else {
                throw ConfigurationError(
                    .contradiction, Self.path("sentinel_config"), "it excludes addr and cluster_mode")
            }
            kind = try Self.sentinel(sentinel)
            database = sentinel.database ?? 0
        } else {
            guard redis.isCluster != true else {
                throw ConfigurationError(.unsupported, Self.path("cluster_mode"), "a cluster is not supported")
            }
            kind = .single(try Self.endpoint(address, "addr"))
            database = 0
        }
    }

    func topology(as access: RedisAccess) -> RedisStoreSettings.Topology {
        switch kind {
        case .single(let endpoint): .single(endpoint)
        case .sentinel(let name, let sentinels):
            .sentinel(RedisSentinelGroup(masterName: name, sentinels: sentinels, access: access))
        }
    }

    private static func sentinel(_ sentinel: RunConfiguration.Sentinel) throws(ConfigurationError) -> Kind {
        guard let name = sentinel.masterName, !name.isEmpty else {
            throw ConfigurationError(.empty, path("sentinel_config.master_name"), "the primary needs its name")
        }
        guard let addresses = sentinel.addresses, !addresses.isEmpty else {
            throw ConfigurationError(.missing, path("sentinel_config.sentinel_addrs"), "at least one is needed")
        }
        var endpoints: [RedisEndpoint] = []
        for address in addresses { endpoints.append(try endpoint(address, "sentinel_config.sentinel_addrs")) }
        return .sentinel(masterName: name, endpoints)
    }

    /// `host:port`, or `[v6]:port`.
    private static func endpoint(_ address: String, _ field: String) throws(ConfigurationError) -> RedisEndpoint {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            (1...65535).contains(port)
        else { throw ConfigurationError(.noAddress, path(field), "not host:port") }
        var host = address[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw ConfigurationError(.noAddress, path(field), "not host:port") }
        return .tcp(host: String(host), port: port)
    }

    private static func path(_ field: String) -> String { "redis_config.\(field)" }
}
