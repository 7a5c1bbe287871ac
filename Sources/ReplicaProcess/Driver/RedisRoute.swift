import RedisLink

/// How this process gets to the primary: one fixed server, or whoever the Sentinels name. One for all links of a process.
package final class RedisRoute {
    private enum Way {
        case fixed(RedisEndpoint)
        case following(RedisSentinel)
    }

    private let loop: EventLoop
    private let way: Way
    private let database: Int
    private var access: RedisAccess

    /// - Parameters:
    ///   - access: at the servers, and at the Sentinels.
    ///   - clientName: shown by the Sentinels; a link names itself.
    package init(on loop: EventLoop, to address: RedisAddress, as access: RedisAccess, clientName: String) {
        self.loop = loop
        self.access = access
        database = address.database
        switch address.place {
        case .server(let port): way = .fixed(port.endpoint(from: address.source))
        case .sentinels(let name, let ports):
            var group = RedisSentinelGroup(
                masterName: name, sentinels: ports.map { $0.endpoint() }, access: access,
                primarySource: address.source, sentinelSource: address.source)
            group.clientName = clientName
            way = .following(RedisSentinel(on: loop, group))
        }
    }

    package func link(_ options: RedisLinkOptions, onStateChange: @escaping (LinkState) -> Void) -> RedisLink {
        switch way {
        case .fixed(let endpoint):
            RedisLink(on: loop, to: endpoint, as: access, options: placed(options), onStateChange: onStateChange)
        case .following(let sentinel):
            RedisLink(
                on: loop, following: sentinel, as: access, options: placed(options), onStateChange: onStateChange)
        }
    }

    package func subscription(
        to channels: [String], _ options: RedisLinkOptions,
        onMessage: @escaping (_ channel: [UInt8], _ payload: [UInt8]) -> Void,
        onSubscribed: @escaping (_ afterGap: Bool) -> Void, onStateChange: @escaping (LinkState) -> Void
    ) -> RedisSubscription {
        switch way {
        case .fixed(let endpoint):
            RedisSubscription(
                on: loop, to: endpoint, as: access, options: placed(options), channels: channels, onMessage: onMessage,
                onSubscribed: onSubscribed, onStateChange: onStateChange)
        case .following(let sentinel):
            RedisSubscription(
                on: loop, following: sentinel, as: access, options: placed(options), channels: channels,
                onMessage: onMessage, onSubscribed: onSubscribed, onStateChange: onStateChange)
        }
    }

    /// True when it opens no more connections of its own until something happens.
    package var isAtRest: Bool {
        switch way {
        case .fixed: true
        case .following(let sentinel): sentinel.isAtRest
        }
    }

    /// New credentials for the Sentinels; links are told by whoever has them.
    package func updateAccess(_ access: RedisAccess) {
        self.access = access
        if case .following(let sentinel) = way { sentinel.updateAccess(access) }
    }

    private func placed(_ options: RedisLinkOptions) -> RedisLinkOptions {
        var options = options
        options.database = database
        return options
    }
}

extension RedisPort {
    package func endpoint(from source: String? = nil) -> RedisEndpoint {
        .tcp(host: host, port: Int(port), source: source)
    }
}
