import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// The primary moves: the storage follows, and what replication had not carried over is lost (hazard 54).
@Suite(.serialized) struct FailoverTests {
    private static let access = RedisAccess(
        user: SentinelSet.user, password: RedisPassword(text: SentinelSet.password))

    private static func settings(_ set: SentinelSet) throws -> RedisStoreSettings {
        let group = RedisSentinelGroup(
            masterName: SentinelSet.masterName, sentinels: set.sentinels.map(\.endpoint), access: access)
        return RedisStoreSettings(topology: .sentinel(group), access: access, prefix: .fresh())
    }

    @Test func `a storage follows its primary, and nothing that was confirmed before is lost in order`() async throws {
        let set = try SentinelSet()  // its own: suites that share the common one run beside each other
        let settings = try Self.settings(set)
        try await withLoop(deadline: .seconds(90)) { loop in
            let old = try #require(set.primary)
            try Self.mayDoEverything(set)
            let storage = try await RedisAuthorizationStore.open(settings, on: loop)
            try await storage.createAuthorizeCode("c", .sample(client: nil))
            _ = try await storage.redeemAuthorizeCode("c")
            for node in set.replicas {
                let key = settings.prefix.text + "invalidated:c"
                try waitUntil("the redemption is replicated") { try node.ask("EXISTS", key) == .integer(1) }
            }
            old.kill()
            try await loop.until("the promoted node refuses the replay", within: 60) {
                let replay = await refusal { () async throws(StorageError) in
                    _ = try await storage.redeemAuthorizeCode("c")
                }
                return replay?.code == .codeUsed
            }
            await storage.close()
        }
    }

    /// The set's user has no scripts.
    private static func mayDoEverything(_ set: SentinelSet) throws {
        for node in set.nodes { try node.ask("ACL", "SETUSER", SentinelSet.user, "+@all") }
    }

    /// Asynchronous replication: the promoted node has not seen the redemption. No script can mend this; who needs more
    /// waits for the replicas, or has min-replicas-to-write.
    @Test func `a redemption that was not replicated is lost with its primary`() async throws {
        let primary = try RedisServer.start()
        let replica = try RedisServer.start(.init(directives: ["replicaof 127.0.0.1 \(primary.port)"]))
        try await withLoop { loop in
            let prefix = KeyPrefix.fresh()
            let first = try await RedisStoreStage(on: loop, primary, prefix: prefix)
            try await first.storage.createAuthorizeCode("c", .sample(client: nil))
            let key = prefix.text + "authcode:c"
            try waitUntil("the code is replicated") { try replica.ask("EXISTS", key) == .integer(1) }
            try replica.ask("REPLICAOF", "NO", "ONE")
            _ = try await first.storage.redeemAuthorizeCode("c")
            let second = try await RedisStoreStage(on: loop, replica, prefix: prefix)
            _ = try await second.storage.redeemAuthorizeCode("c")
        }
    }
}
