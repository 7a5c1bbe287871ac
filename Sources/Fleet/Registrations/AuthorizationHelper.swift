import Doubles
import RedisLink

/// The authorization server of a run: the helper process that the zygote forked, and the coordinator's end of its control
/// socket.
///
/// Whoever has it sets `client.onLost` before the first replica starts: a server that died makes a run inconclusive.
final class AuthorizationHelper {
    let client: AuthorizationServerClient
    private let child: ChildProcess
    private let zygote: ZygoteClient
    /// Who wants it to stand still.
    private var holders = 0
    private var faults: UInt32 = 0

    private init(client: AuthorizationServerClient, child: ChildProcess, zygote: ZygoteClient) {
        self.client = client
        self.child = child
        self.zygote = zygote
    }

    /// Has it forked, and waits until it said hello.
    static func start(
        by zygote: ZygoteClient, in directory: PrivateDirectory, on loop: EventLoop
    ) async throws(FleetError) -> AuthorizationHelper {
        let path = directory.file("authorization")
        let client = try await asking { () throws(AuthorizationError) in
            try AuthorizationServerClient(controlPath: path, on: loop)
        }
        let child = try await zygote.help(Helper(kind: .authorizationServer, controlPath: path))
        try await asking { () async throws(AuthorizationError) in try await client.connected() }
        return AuthorizationHelper(client: client, child: child, zygote: zygote)
    }

    /// What it does not do is the environment's fault, as long as no fault is asked of it.
    static func asking<Value>(
        _ body: () async throws(AuthorizationError) -> Value
    ) async throws(FleetError) -> Value {
        do throws(AuthorizationError) { return try await body() } catch {
            throw FleetError(.noAuthorizationServer, "\(error)")
        }
    }

    func nextFault() -> AuthorizationFault.ID {
        faults += 1
        return AuthorizationFault.ID(faults)
    }

    // MARK: standing still

    /// Stops it: connections are taken by the kernel, and nobody reads them. False when it is not provably stopped; each
    /// call is followed by one of ``release()`` all the same.
    func hold() async -> Bool {
        holders += 1
        return await zygote.freeze(child)
    }

    /// Lets it go on, unless somebody else holds it, too.
    func release() async {
        holders -= 1
        if holders == 0 { _ = await zygote.thaw(child) }  // one that does not go on is seen by who asks it next
    }
}
