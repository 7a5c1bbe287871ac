import Doubles
import RedisLink

/// The link proxy of a run: the helper process that the zygote forked, and the coordinator's end of its control socket.
///
/// Whoever has it sets `client.onLost` before the first fault: a proxy that died makes a run inconclusive.
struct LinkHelper {
    let client: LinkProxyClient
    let child: ChildProcess

    /// Has it forked, and waits until it said hello.
    static func start(
        by zygote: ZygoteClient, in directory: PrivateDirectory, on loop: EventLoop
    ) async throws(FleetError) -> LinkHelper {
        let path = directory.file("links")
        let client = try await asking { () throws(LinkProxyError) in try LinkProxyClient(controlPath: path, on: loop) }
        let child = try await zygote.help(Helper(kind: .linkProxy, controlPath: path))
        try await asking { () async throws(LinkProxyError) in try await client.connected() }
        return LinkHelper(client: client, child: child)
    }

    /// What the proxy does not do is the environment's fault, as long as no fault is asked of it.
    static func asking<Value>(
        _ body: () async throws(LinkProxyError) -> Value
    ) async throws(FleetError) -> Value {
        do throws(LinkProxyError) { return try await body() } catch { throw FleetError(.noLinkProxy, "\(error)") }
    }
}
