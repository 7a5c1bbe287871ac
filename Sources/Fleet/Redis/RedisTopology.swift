import Credentials
import RedisLink
import ReplicaProcess
import Scenario

/// The Redis of a run: one that the harness starts itself, or one that the user names.
final class RedisTopology {
    let address: RedisAddress
    /// Nil when the user named it: then nothing may be done to it but commands.
    let embedded: EmbeddedRedis?
    private let users: RedisUsers

    private init(address: RedisAddress, embedded: EmbeddedRedis?, users: RedisUsers) {
        self.address = address
        self.embedded = embedded
        self.users = users
    }

    static func external(_ redis: ExternalRedis) -> RedisTopology {
        RedisTopology(
            address: .tcp(host: redis.host, port: redis.port, database: redis.database), embedded: nil,
            users: RedisUsers(sharing: redis.user, redis.password))
    }

    /// Starts a server of our own and waits until it lets us in.
    static func embedded(
        _ server: EmbeddedRedis, users: RedisUsers, loop: EventLoop
    ) async throws(FleetError) -> RedisTopology {
        try await server.start {
            await letsIn(users, RedisAddress.tcp(host: "127.0.0.1", port: server.port, database: 0), loop)
        }
        return RedisTopology(
            address: .tcp(host: "127.0.0.1", port: server.port, database: 0), embedded: server, users: users)
    }

    var replicaUser: RedisUser { users.replica }
    var operatorAccess: RedisAccess { users.operator.access }
    var faultsAccess: RedisAccess { users.faults.access }

    /// Only our server knows our users.
    private static func letsIn(_ users: RedisUsers, _ address: RedisAddress, _ loop: EventLoop) async -> Bool {
        let changes = ChangeSignal(loop: loop)
        let link = RedisLink(on: loop, to: address.endpoint, as: users.operator.access) { _ in changes.fire() }
        defer { link.close() }
        link.start()
        return await changes.wait(atMost: startLimit) { link.state.isReady }
    }

    /// For a server that has nothing to load.
    private static let startLimit: UInt64 = 5_000_000_000
}
