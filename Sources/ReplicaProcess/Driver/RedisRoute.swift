import RedisLink

/// How this process gets to the primary: one fixed server, or whoever the Sentinels name. One for all links of a process.
package final class RedisRoute {
    private let loop: EventLoop
    private let access: RedisAccess
    private let endpoint: RedisEndpoint

    /// - Parameter access: at the servers, and at the Sentinels.
    package init(on loop: EventLoop, to address: RedisAddress, as access: RedisAccess) {
        self.loop = loop
        self.access = access
        switch address.place {
        case .server(let port): endpoint = port.endpoint(from: address.source)
        case .sentinels: preconditionFailure("not yet")
        }
    }

    package func link(
        _ options: RedisLinkOptions, onStateChange: @escaping (LinkState) -> Void
    ) -> RedisLink {
        RedisLink(on: loop, to: endpoint, as: access, options: options, onStateChange: onStateChange)
    }

    package func subscription(
        to channels: [String], _ options: RedisLinkOptions,
        onMessage: @escaping (_ channel: [UInt8], _ payload: [UInt8]) -> Void,
        onSubscribed: @escaping (_ afterGap: Bool) -> Void, onStateChange: @escaping (LinkState) -> Void
    ) -> RedisSubscription {
        RedisSubscription(
            on: loop, to: endpoint, as: access, options: options, channels: channels, onMessage: onMessage,
            onSubscribed: onSubscribed, onStateChange: onStateChange)
    }
}

extension RedisPort {
    package func endpoint(from source: String? = nil) -> RedisEndpoint {
        .tcp(host: host, port: Int(port), source: source)
    }
}
