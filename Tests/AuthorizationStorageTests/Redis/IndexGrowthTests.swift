import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// An index that something keeps alive outlives most of its members: what has ended must leave it all the same.
@Suite struct IndexGrowthTests {
    private static let logins = 300
    private static let month: Int64 = 2_592_000

    /// A login every month, each in a session of its own, beside rows that never end.
    private static func logIn(_ redis: RedisStoreStage, keeping living: Int) async throws -> Int {
        let (storage, stage) = (redis.storage, redis.stage)
        for number in 0..<living {
            try await storage.storeUpstreamTokens(session: "long-\(number)", provider: "p", .sample(user: "u"))
        }
        var longest = 0
        for number in 0..<logins {
            let end = redis.clock.now.advanced(bySeconds: 60)
            let tokens = UpstreamTokens.sample(user: "u", expiresAt: end)
            try await storage.storeUpstreamTokens(session: "s-\(number)", provider: "p", tokens)
            longest = max(longest, try redis.members("user:upstream:u").count)
            try await stage.pass(seconds: month + 61)
        }
        #expect(try !redis.exists("upstream:3:s-0:p"))
        return longest
    }

    @Test func `a user who logs in again and again has the living rows in the index, and no other`() async throws {
        try await withRedisStore { redis in
            #expect(try await Self.logIn(redis, keeping: 1) == 2)
            try await redis.storage.storeUpstreamTokens(session: "last", provider: "p", .sample(user: "u"))
            #expect(
                try redis.members("user:upstream:u") == ["upstream:4:last:p", "upstream:6:long-0:p"].map(redis.key))
            #expect(try await redis.storage.audit().isClean)
        }
    }

    /// One in eight members is gone on average, and without the draws six in seven: one in two is far from both.
    @Test func `where more members live than are looked at, few of the others stay`() async throws {
        try await withRedisStore { redis in
            let longest = try await Self.logIn(redis, keeping: 40)
            #expect(longest <= 80)
        }
    }

    @Test func `the rows of one provider after another leave the index of their session`() async throws {
        try await withRedisStore { redis in
            let (storage, stage) = (redis.storage, redis.stage)
            try await storage.storeUpstreamTokens(session: "s", provider: "long", .sample(user: ""))
            for number in 0..<50 {
                let end = redis.clock.now.advanced(bySeconds: 60)
                let tokens = UpstreamTokens.sample(user: "", expiresAt: end)
                try await storage.storeUpstreamTokens(session: "s", provider: "p-\(number)", tokens)
                #expect(try redis.members("upstream:idx:s").count == 2)
                try await stage.pass(seconds: Self.month + 61)
            }
        }
    }

    /// Several access tokens without a rotation, as an authorization server issues them for several audiences.
    @Test func `access tokens that have ended leave their family's index, and the index keeps its end`() async throws {
        try await withRedisStore { redis in
            let (storage, stage) = (redis.storage, redis.stage)
            func create(_ signature: String, livingFor seconds: Int64) async throws {
                let ends = [TokenKind.accessToken: redis.clock.now.advanced(bySeconds: seconds)]
                try await storage.createAccessToken(signature, .sample("f", client: nil, expiresAt: ends))
            }
            try await create("long", livingFor: Self.month)
            for number in 0..<Self.logins {
                try await create("short-\(number)", livingFor: 60)
                #expect(try redis.members("reqid:access:f").count == 2)
                try await stage.pass(seconds: 61)
            }
            try await create("last", livingFor: 60)
            #expect(try redis.members("reqid:access:f") == ["last", "long"])
            #expect(try await storage.audit().isClean)
        }
    }

    /// The row had ended, and its member waited: writing it again must not drop it.
    @Test func `a row that is written again after its end is in its indexes`() async throws {
        try await withRedisStore { redis in
            let (storage, stage) = (redis.storage, redis.stage)
            try await storage.storeUpstreamTokens(session: "s", provider: "long", .sample(user: "u"))
            for _ in 0..<2 {
                let now = redis.clock.now.advanced(bySeconds: 60)
                let session = Session.sample("f", client: nil, expiresAt: [.accessToken: now])
                try await storage.createAccessToken("a", session)
                try await storage.storeUpstreamTokens(
                    session: "s", provider: "p", .sample(user: "u", expiresAt: now))
                #expect(try await storage.audit().isClean)
                try await stage.pass(seconds: Self.month + 61)
            }
        }
    }

    private static func withUser(
        _ more: String = "", _ body: @escaping @Sendable (RedisStoreStage) async throws -> Void
    ) async throws {
        let prefix = KeyPrefix.fresh()
        let rules = StoragePermissions.rules(prefix: prefix)
        let server = try RedisServer.start(.init(users: ["gw on >secret \(rules) \(more)"]))
        let access = RedisAccess(user: "gw", password: RedisPassword(text: "secret"))
        try await withLoop { loop in
            try await body(RedisStoreStage(on: loop, server, as: access, prefix: prefix))
        }
    }

    /// Fix 23: its key may be in another slot of a cluster, and we may not read it.
    @Test func `a member that is somebody else's is neither asked about nor dropped`() async throws {
        try await Self.withUser { redis in
            for index in ["user:upstream:u", "upstream:idx:s"] { try redis.ask("SADD", redis.key(index), "other:key") }
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
            for index in ["user:upstream:u", "upstream:idx:s"] {
                #expect(try redis.members(index) == [redis.key("upstream:1:s:p"), "other:key"].sorted())
            }
        }
    }

    @Test(arguments: ["srandmember", "exists"])
    func `who may not look for members that have ended writes nothing`(_ command: String) async throws {
        try await Self.withUser("-\(command)") { redis in
            let gone = redis.key("upstream:1:x:p")
            try redis.ask("SADD", redis.key("user:upstream:u"), gone)
            let before = try redis.allKeys()
            let error = await refusal { () async throws(StorageError) in
                try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
            }
            #expect(error?.outcome == .failed && error?.cause?.serverError?.isRefusal == true)
            #expect(try redis.allKeys() == before && redis.members("user:upstream:u") == [gone])
        }
    }
}
