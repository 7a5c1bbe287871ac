import Doubles

/// Links that a measurement looks at.
extension FleetStage {
    /// Has the zygote fork a link proxy in front of the embedded Redis; returns it and the port to connect to.
    package func startLinkProxy() async throws(FleetError) -> (LinkProxyClient, port: UInt16) {
        let node = "redis-1"
        let helper = try await LinkHelper.start(by: coordinator.zygote, in: coordinator.secrets, on: loop)
        let ports = try await LinkHelper.asking { () async throws(LinkProxyError) in
            try await helper.client.setTargets([LinkTarget(node: node, port: redisPort)])
        }
        guard let port = ports[node] else { throw FleetError(.noLinkProxy, "it does not listen for \(node)") }
        return (helper.client, port)
    }
}
