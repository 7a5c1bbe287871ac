import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// What stands in Redis, byte by byte where others read it, and for how long.
@Suite struct LayoutTests {
    private static let fixed = WallTime(nanoseconds: 1_790_000_000_123_456_000)

    @Test func `rows stand under the keys of the contract, composite ones behind their lengths in bytes`() async throws
    {
        try await withRedisStore { redis in
            let storage = redis.storage
            let now = redis.clock.now
            try await storage.registerClient(.sample("c"))
            try await storage.createAccessToken("a", .sample("f", client: nil))
            try await storage.createRefreshToken("r", accessSignature: "a", .sample("f", client: nil))
            try await storage.createAuthorizeCode("code", .sample(client: nil))
            try await storage.invalidateAuthorizeCode("code")
            try await storage.createPKCE("proof", .sample(client: nil))
            try await storage.storeUpstreamTokens(session: "å", provider: "p:q", .sample(user: "u"))
            try await storage.storePendingAuthorization(state: "st", .sample(at: now))
            try await storage.createUser(User(id: "u"))
            try await storage.createProviderIdentity(
                ProviderIdentity(userID: "u", providerID: "corp-idp", subject: "urn:x:7"))
            try await storage.setClientAssertionJWT("j", expiresAt: now.advanced(bySeconds: 60))
            try await storage.consumeAssertionJWT(
                purpose: "jwt-bearer", issuer: "https://ext.demo.test", jti: "n-42",
                expiresAt: now.advanced(bySeconds: 60))
            _ = try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: "r"))
            try await storage.revokeFamily(requestID: "g")
            let expected = [
                "assertion-jwt:bcf105b413dd41f40ad7e5ea349eedd93c14a3bb69e1c03cd43673f43d77e938", "authcode:code",
                "client:c", "invalidated:code", "jwt:j", "pending:st", "pkce:proof", "provider:8:corp-idp:urn:x:7",
                "revoked:g", "rotated:r", "rotation:r", "upstream:2:å:p:q", "upstream:idx:å", "user:providers:u",
                "user:u", "user:upstream:u",
            ]
            #expect(try redis.allKeys() == expected.sorted())
            #expect(try await storage.audit().isClean)
        }
    }

    @Test func `a prefix of namespace and name is one hash tag, and a brace would end it`() throws {
        #expect(try KeyPrefix(namespace: "demo", name: "gw").text == "kq:auth:{demo:gw}:")
        #expect(try KeyPrefix(namespace: "", name: "name").text == "kq:auth:{:name}:")
        #expect(throws: KeyPrefixError.brace) { try KeyPrefix(namespace: "a}", name: "gw") }
        #expect(throws: KeyPrefixError.brace) { try KeyPrefix(namespace: "a", name: "{") }
        #expect(KeyPrefix("") == nil && KeyPrefix("any:")?.text == "any:")
    }

    /// `a:b` with `c`, and `a` with `b:c`, would share every row.
    @Test func `no two pairs of namespace and name have one prefix`() throws {
        #expect(try KeyPrefix(namespace: "a", name: "b:c").text == "kq:auth:{a:b:c}:")
        #expect(throws: KeyPrefixError.colonInNamespace) { try KeyPrefix(namespace: "a:b", name: "c") }
    }

    /// CLUSTER KEYSLOT is answered by a server in cluster mode only.
    @Test func `all keys of one prefix are in one slot of a cluster`() async throws {
        let cluster = try RedisServer.start(.init(directives: ["cluster-enabled yes"]))
        try await withRedisStore { redis in
            let storage = redis.storage
            for text in OddTexts.all where !text.utf8.contains(0) {
                try await storage.createRefreshToken(text, accessSignature: "a", .sample(text, client: nil))
                try await storage.createAuthorizeCode(text, .sample(client: nil))
                try await storage.createUser(User(id: text))
                try await storage.storeUpstreamTokens(session: text, provider: text, .sample(user: text))
            }
            let keys = try redis.allKeys()
            #expect(keys.count > 60)
            let slots = try Set(keys.map { "\(try cluster.ask("CLUSTER", "KEYSLOT", redis.key($0)))" })
            #expect(slots.count == 1)
        }
    }

    @Test func `a session stands there as the contract has it, its client by id`() async throws {
        try await withRedisStore { redis in
            var session = Session.sample("f", at: Self.fixed)
            session.requestedAudience = []
            session.details.claims = JWTClaims(subject: "u/7", extra: ["tsid": .text("session-9")])
            session.details.expiresAt = [.accessToken: Self.fixed.advanced(bySeconds: 90 * 86_400)]
            try await redis.storage.createAccessToken("a", session)
            let text = try redis.text("access:a")
            for part in [
                #""client_id":"client-1""#, #""requested_at":"2026-09-21T14:13:20.123456Z""#,
                #""requested_audience":null"#, #""requested_scopes":["openid","profile"]"#, #""request_id":"f""#,
                #""form":{"#, #""tsid":"session-9""#, #""subject":"u/7""#, #""upstream_session_id":"session-9""#,
                #""issued_at":"0001-01-01T00:00:00Z""#, #""access_token":"2026-12-20T14:13:20.123456Z""#,
            ] {
                #expect(text.contains(part), "\(part)")
            }
        }
    }

    /// Fix 8: no time is 0 where rows have Unix seconds, and the year 1 where users have them.
    @Test func `times are whole Unix seconds, and no time is what it was`() async throws {
        try await withRedisStore { redis in
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
            #expect(try redis.text("upstream:1:s:p").contains(#""expires_at":0"#))
            #expect(try redis.text("upstream:1:s:p").contains(#""session_expires_at":0"#))
            try await redis.storage.createUser(User(id: "u", createdAt: Self.fixed))
            #expect(try redis.text("user:u").contains(#""created_at":1790000000"#))
            #expect(try redis.text("user:u").contains(#""updated_at":-62135596800"#))
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", nil)
            #expect(try redis.text("upstream:1:s:p") == "null")
        }
    }

    @Test func `what others wrote is read: unknown fields, missing fields, lists that are null`() async throws {
        try await withRedisStore { redis in
            let client =
                #"{"id":"c","secret":"AP8KIg==","redirect_uris":null,"grant_types":["g"],"public":false,"new":[1]}"#
            try redis.ask("SET", redis.key("client:c"), client)
            let read = try await redis.storage.getClient("c")
            #expect(read.secretHash == Secret(bytes: [0, 255, 10, 34]) && read.grantTypes == ["g"])
            #expect(read.redirectURIs.isEmpty && !read.isPublic && !read.isDCRIssued)
            try redis.ask(
                "SET", redis.key("access:a"), #"{"client_id":"c","requested_at":"2026-09-21T16:13:20+02:00"}"#)
            let session = try await redis.storage.getAccessToken("a")
            #expect(session.client == read && session.requestedAt == WallTime(seconds: 1_790_000_000))
            try redis.ask("SET", redis.key("upstream:1:s:p"), #"{"access_token":"t","expires_at":0}"#)
            let tokens = try await redis.storage.getUpstreamTokens(session: "s", provider: "p")
            #expect(tokens?.accessToken.text == "t" && tokens?.sessionExpiresAt == nil)
            try redis.ask("SET", redis.key("pending:x"), #"{"client_id":"c","created_at":\#(redis.clock.now.seconds)}"#)
            #expect(try await redis.storage.loadPendingAuthorization(state: "x").chainUpstreams.isEmpty)
        }
    }

    /// Fixes 25 and 26: the first generation had no mark; a public client that can end came by registration.
    @Test(arguments: [true, false])
    func `a public row without a method came by registration if it has an end`(_ hasEnd: Bool) async throws {
        try await withRedisStore { redis in
            try redis.ask("SET", redis.key("client:old"), #"{"id":"old","public":true}"#)
            if hasEnd { try redis.ask("PEXPIRE", redis.key("client:old"), "60000") }
            let client = try await redis.storage.getClient("old")
            #expect(client.isDCRIssued == hasEnd)
            #expect(client.isPublic && client.tokenEndpointAuthMethod == nil)
        }
    }
}
