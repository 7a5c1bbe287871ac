import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// The ACL user: what it needs, and what happens when it has less.
@Suite struct PermissionTests {
    private static let prefix = KeyPrefix("kq:auth:{a-[1]*?:gw}:")

    private static func withUser(
        _ more: String = "", _ body: @escaping @Sendable (RedisStoreStage) async throws -> Void
    ) async throws {
        let prefix = try #require(prefix)
        let server = try RedisServer.start(
            .init(users: ["gw on >secret \(StoragePermissions.rules(prefix: prefix)) \(more)"]))
        let access = RedisAccess(user: "gw", password: RedisPassword(text: "secret"))
        try await withLoop { loop in
            try await body(RedisStoreStage(on: loop, server, as: access, prefix: prefix))
        }
    }

    /// Every call once, each with a reason to write.
    private static func everything(_ storage: RedisAuthorizationStore) async throws {
        let now = SystemClock.now()
        let end = now.advanced(bySeconds: 60)
        try await storage.registerClient(.sample(isDCRIssued: true))
        try await storage.renewClientTTL(.sample(isDCRIssued: true))
        try await storage.createAuthorizeCode("c", .sample("f"))
        _ = try await storage.redeemAuthorizeCode("c")
        try await storage.createPKCE("p", .sample("f"))
        _ = try await storage.getPKCE("p")
        try await storage.deletePKCE("p")
        try await storage.createAccessToken("a", .sample("f"))
        try await storage.createRefreshToken("r", accessSignature: "a", .sample("f"))
        _ = try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: "r"))
        try await storage.createAccessToken("b", .sample("f"))
        try await storage.deleteAccessToken("b")
        try await storage.revokeAccessToken(requestID: "f")
        try await storage.revokeFamily(requestID: "f")
        try await storage.createUser(User(id: "u"))
        try await storage.createProviderIdentity(ProviderIdentity(userID: "u", providerID: "p", subject: "s"))
        try await storage.updateProviderIdentityLastUsed(provider: "p", subject: "s", at: now)
        _ = try await storage.getUserProviderIdentities("u")
        try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
        try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u", expiresAt: end))
        _ = try await storage.getAllUpstreamTokens(session: "s")
        try await storage.deleteUpstreamTokens(session: "s", provider: "p")
        try await storage.storePendingAuthorization(state: "x", .sample(at: now))
        _ = try await storage.takePendingAuthorization(state: "x")
        try await storage.consumeAssertionJWT(purpose: "p", issuer: "i", jti: "j", expiresAt: end)
        try await storage.deleteUser("u")
        try await storage.health()
    }

    @Test func `the rules are enough for every call`() async throws {
        try await Self.withUser { redis in try await Self.everything(redis.storage) }
    }

    /// As a user has it whose other rules are about something else.
    @Test(arguments: [false, true])
    func `the selector is enough for every call, and for the audit where it says so`(_ isAuditing: Bool) async throws {
        let prefix = try #require(Self.prefix)
        let selector = StoragePermissions.selector(prefix: prefix, isAuditing: isAuditing)
        let server = try RedisServer.start(
            .init(users: ["gw on >secret resetkeys resetchannels -@all +ping +role +client|setname \(selector)"]))
        let access = RedisAccess(user: "gw", password: RedisPassword(text: "secret"))
        try await withLoop { loop in
            let redis = try await RedisStoreStage(on: loop, server, as: access, prefix: prefix)
            try await Self.everything(redis.storage)
            _ = try await redis.link.call(RedisCommand("WAIT", "0", "1"))
            if isAuditing {
                #expect(try await redis.storage.audit().isClean)
            } else {
                let error = await refusal { () async throws(StorageError) in try await redis.storage.audit() }
                #expect(error?.cause?.serverError?.kind == .noPermission)
            }
        }
    }

    @Test func `the rules reach no further than the prefix`() async throws {
        try await Self.withUser { redis in
            let other = RedisAuthorizationStore.over(redis.link, on: redis.loop, prefix: .fresh())
            let error = await refusal { () async throws(StorageError) in try await other.getClient("c") }
            #expect(error?.code == .unavailable && error?.cause?.serverError?.kind == .noPermission)
            for words in [["FLUSHALL"], ["KEYS", "*"], ["CONFIG", "GET", "*"], ["ACL", "LIST"], ["SCAN", "0"]] {
                let command = RedisCommand(words[0], words.dropFirst().map { Array($0.utf8) })
                await #expect(throws: RedisError.self) { _ = try await redis.link.call(command) }
            }
        }
    }

    @Test func `a server that became read-only says so, and nothing has happened`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let redis = try await RedisStoreStage(on: loop, server)
            try await redis.storage.createAuthorizeCode("c", .sample(client: nil))
            try redis.ask("CONFIG", "SET", "min-replicas-to-write", "1")
            let error = await refusal { () async throws(StorageError) in
                try await redis.storage.redeemAuthorizeCode("c")
            }
            #expect(error?.code == .unavailable && error?.outcome == .failed)
            #expect(error?.cause?.serverError?.kind == .noReplicas)
            try redis.ask("CONFIG", "SET", "min-replicas-to-write", "0")
            try redis.ask("REPLICAOF", "127.0.0.1", "1")
            let readOnly = await refusal { () async throws(StorageError) in
                try await redis.storage.redeemAuthorizeCode("c")
            }
            #expect(readOnly?.outcome == .failed && readOnly?.cause?.serverError?.kind == .readOnly)
            try redis.ask("REPLICAOF", "NO", "ONE")
            #expect(try redis.exists("invalidated:c") == false)
        }
    }
}
