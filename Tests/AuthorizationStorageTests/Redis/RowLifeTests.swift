import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// Ends, as Redis itself tells them: -1 for none, -2 for nothing there.
@Suite struct RowLifeTests {
    @Test func `rows that never end have no end, others have theirs`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.registerClient(.sample("static"))
            try await storage.registerClient(.sample("marked", isDCRIssued: true))
            try await storage.createUser(User(id: "u"))
            try await storage.createProviderIdentity(ProviderIdentity(userID: "u", providerID: "p", subject: "s"))
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
            for row in ["client:static", "user:u", "provider:1:p:s", "user:providers:u", "upstream:1:s:p"] {
                #expect(try redis.ttl(row) == -1, "\(row)")
            }
            #expect(try redis.ttl("client:marked") > (Lifetime.clientSeconds - 60) * 1000)
            #expect(try redis.ttl("client:nobody") == -2)
        }
    }

    /// Hazard 48: 0 milliseconds would mean for ever.
    @Test func `a life of less than a millisecond is a millisecond`() async throws {
        #expect(Lifetime(until: WallTime(nanoseconds: 10), at: WallTime(nanoseconds: 9)).milliseconds == 1)
        #expect(Lifetime(until: WallTime(nanoseconds: 10), at: WallTime(nanoseconds: 10)).milliseconds == 1)
        #expect(Lifetime(milliseconds: -5).milliseconds == 1)
        try await withRedisStore { redis in
            let now = redis.clock.now
            try await redis.storage.setClientAssertionJWT("j", expiresAt: now.advanced(bySeconds: 600))
            let almost = now.advanced(bySeconds: -Lifetime.upstreamGraceSeconds).advanced(byNanoseconds: 200_000_000)
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(expiresAt: almost))
            let left = try redis.ttl("upstream:1:s:p")
            #expect(left != -1 && left <= 1000)
        }
    }

    /// Fixes 4, 7 and 46: an index lives as long as its longest member, to the millisecond.
    @Test func `an index of a family ends with its last token, whichever came last`() async throws {
        try await withRedisStore { redis in
            let now = redis.clock.now
            for (signature, seconds) in [("short", 60), ("long", 1000), ("shorter", 5)] as [(String, Int64)] {
                let ends = [TokenKind.accessToken: now.advanced(bySeconds: seconds)]
                try await redis.storage.createAccessToken(signature, .sample("f", client: nil, expiresAt: ends))
            }
            let index = try redis.ttl("reqid:access:f")
            let longest = try redis.ttl("access:long")
            #expect(index >= longest && index < longest + 2000)
            #expect(try redis.members("reqid:access:f") == ["long", "short", "shorter"])
        }
    }

    /// Fix 17, and one that upstream accepts: after the row without an end is rewritten with one, the index has one
    /// too.
    @Test func `an index has no end exactly while a member has none`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            let end = redis.clock.now.advanced(bySeconds: 60)
            func indexes() throws -> [Int64] { [try redis.ttl("upstream:idx:s"), try redis.ttl("user:upstream:u")] }
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
            try await storage.storeUpstreamTokens(session: "s", provider: "q", .sample(user: "u", expiresAt: end))
            #expect(try indexes() == [-1, -1])
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u", expiresAt: end))
            #expect(try indexes().allSatisfy { $0 > Lifetime.upstreamGraceSeconds * 1000 })
            try await storage.storeUpstreamTokens(session: "s", provider: "q", .sample(user: "u"))
            #expect(try indexes() == [-1, -1])
            try await storage.deleteUpstreamTokens(session: "s", provider: "q")
            #expect(try indexes().allSatisfy { $0 > 0 })
            #expect(try await storage.audit().isClean)
        }
    }

    @Test func `rewriting a row with another end replaces its end`() async throws {
        try await withRedisStore { redis in
            let end = redis.clock.now.advanced(bySeconds: 60)
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(expiresAt: end))
            #expect(try redis.ttl("upstream:1:s:p") > 0)
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
            #expect(try redis.ttl("upstream:1:s:p") == -1)
        }
    }

    /// Fix 2: the row is in one user's index only.
    @Test func `a row that changes its user changes its index`() async throws {
        try await withRedisStore { redis in
            for user in ["u", "v", ""] {
                try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: user))
                for other in ["u", "v"] {
                    let isThere = try redis.exists("user:upstream:\(other)")
                    #expect(isThere == (other == user))
                }
            }
            #expect(try await redis.storage.audit().isClean)
        }
    }

    @Test func `a token that is stored again for another family leaves the first one's index`() async throws {
        try await withRedisStore { redis in
            try await redis.storage.createAccessToken("a", .sample("f", client: nil))
            try await redis.storage.createAccessToken("a", .sample("g", client: nil))
            #expect(try redis.members("reqid:access:f").isEmpty && redis.members("reqid:access:g") == ["a"])
        }
    }
}
