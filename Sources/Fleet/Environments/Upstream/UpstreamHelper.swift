import Doubles
import RedisLink
import Scenario

/// The upstream double of a run: the helper process that the zygote forked, and the coordinator's end of its control
/// socket.
///
/// Whoever has it sets `client.onLost` before the fleet starts: an upstream that died makes a run inconclusive.
struct UpstreamHelper {
    let client: UpstreamDoubleClient
    let child: ChildProcess

    /// Has it forked, and waits until it said where it listens.
    static func start(
        by zygote: ZygoteClient, in directory: PrivateDirectory, on loop: EventLoop
    ) async throws(FleetError) -> UpstreamHelper {
        let path = directory.file("upstream")
        let client = try await asking { () throws(UpstreamDoubleError) in
            try UpstreamDoubleClient(controlPath: path, on: loop)
        }
        let child = try await zygote.help(Helper(kind: .upstream, controlPath: path))
        try await asking { () async throws(UpstreamDoubleError) in try await client.connected() }
        return UpstreamHelper(client: client, child: child)
    }

    private static func asking<Value>(
        _ body: () async throws(UpstreamDoubleError) -> Value
    ) async throws(FleetError) -> Value {
        do throws(UpstreamDoubleError) { return try await body() } catch { throw FleetError(.noUpstream, "\(error)") }
    }
}

extension Plan {
    /// How long after a key was to go upstream still takes it.
    var upstreamSlack: UInt64 {
        (environments.map { max($0.learn, $0.refuse) } ?? 0) + bounds.timed
    }
}
