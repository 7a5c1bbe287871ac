import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// What others left in Redis: it is told, skipped or left alone, and never half of something is written.
@Suite struct DamageTests {
    private static func calls(_ storage: RedisAuthorizationStore) -> [(String, () async throws(StorageError) -> Void)] {
        [
            ("access:x", { () async throws(StorageError) in _ = try await storage.getAccessToken("x") }),
            ("refresh:x", { () async throws(StorageError) in _ = try await storage.getRefreshToken("x") }),
            (
                "refresh:x",
                { () async throws(StorageError) in
                    let rotation = RefreshTokenRotation(requestID: "f", signature: "x")
                    _ = try await storage.rotateRefreshToken(rotation)
                }
            ),
            ("authcode:x", { () async throws(StorageError) in _ = try await storage.getAuthorizeCode("x") }),
            ("authcode:x", { () async throws(StorageError) in _ = try await storage.redeemAuthorizeCode("x") }),
            ("authcode:x", { () async throws(StorageError) in try await storage.invalidateAuthorizeCode("x") }),
            ("pkce:x", { () async throws(StorageError) in _ = try await storage.getPKCE("x") }),
            ("client:x", { () async throws(StorageError) in _ = try await storage.getClient("x") }),
            (
                "upstream:1:x:p",
                { () async throws(StorageError) in
                    _ = try await storage.getUpstreamTokens(session: "x", provider: "p")
                }
            ),
            (
                "pending:x",
                { () async throws(StorageError) in _ = try await storage.loadPendingAuthorization(state: "x") }
            ),
            ("user:x", { () async throws(StorageError) in _ = try await storage.getUser("x") }),
            (
                "provider:1:p:x",
                { () async throws(StorageError) in
                    _ = try await storage.getProviderIdentity(provider: "p", subject: "x")
                }
            ),
            (
                "provider:1:p:x",
                { () async throws(StorageError) in
                    try await storage.updateProviderIdentityLastUsed(
                        provider: "p", subject: "x", at: SystemClock.now())
                }
            ),
        ]
    }

    @Test(arguments: [
        "{", "[]", "\"text\"", "{\"request_id\":7,\"id\":7,\"client_id\":7,\"user_id\":7,\"last_used_at\":[]}",
    ])
    func `a document that is none is a typed error that quotes nothing`(_ text: String) async throws {
        try await withRedisStore { redis in
            for (key, call) in Self.calls(redis.storage) {
                try redis.ask("SET", redis.key(key), text)
                let before = try redis.snapshot()
                let error = await refusal(of: call)
                #expect(error?.code == .malformed && error?.outcome == .failed, "\(key)")
                #expect(try redis.snapshot() == before && redis.text(key) == text, "\(key)")
                #expect(!"\(String(describing: error))".contains("request_id"))
            }
        }
    }

    @Test func `a key of a wrong type is a typed error without effect`() async throws {
        try await withRedisStore { redis in
            for (key, call) in Self.calls(redis.storage) {
                try redis.ask("DEL", redis.key(key))
                try redis.ask("RPUSH", redis.key(key), "not ours")
                let before = try redis.snapshot()
                let error = await refusal(of: call)
                #expect(error?.code == .malformed && error?.outcome == .failed, "\(key)")
                #expect(try redis.snapshot() == before, "\(key)")
            }
            try redis.ask("RPUSH", redis.key("pending:y"), "not ours")
            let taken = await refusal { () async throws(StorageError) in
                try await redis.storage.takePendingAuthorization(state: "y")
            }
            #expect(taken?.code == .malformed && taken?.outcome == .failed)
            #expect(try redis.exists("pending:y"))
        }
    }

    /// Taken and gone, and nobody will ever know what it said: that is not "without effect".
    @Test(arguments: ["{", "[]", "{\"created_at\":\"now\"}"])
    func `what was taken and cannot be read has an unknown outcome`(_ text: String) async throws {
        try await withRedisStore { redis in
            try redis.ask("SET", redis.key("pending:x"), text)
            let error = await refusal { () async throws(StorageError) in
                try await redis.storage.takePendingAuthorization(state: "x")
            }
            #expect(error?.code == .malformed && error?.outcome == .unknown)
            #expect(try redis.exists("pending:x") == false)
        }
    }

    /// Enough for a script, and not for us.
    @Test func `a code that was redeemed and cannot be read is used`() async throws {
        try await withRedisStore { redis in
            try redis.ask("SET", redis.key("authcode:x"), #"{"request_id":"f","requested_at":7}"#, "PX", "60000")
            let outcomes = await [
                refusal { () async throws(StorageError) in try await redis.storage.redeemAuthorizeCode("x") },
                refusal { () async throws(StorageError) in try await redis.storage.redeemAuthorizeCode("x") },
            ]
            #expect(outcomes.map(\.?.code) == [.malformed, .malformed])
            #expect(outcomes.map(\.?.outcome) == [.unknown, .failed])
            #expect(try redis.exists("invalidated:x"))
        }
    }

    @Test func `an index of a wrong type stops a write before its first step`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.createUser(User(id: "u"))
            for index in ["reqid:access:f", "upstream:idx:s", "user:upstream:u", "user:providers:u"] {
                try redis.ask("SET", redis.key(index), "not ours")
            }
            let before = try redis.allKeys()
            for error in await [
                refusal { () async throws(StorageError) in
                    try await storage.createAccessToken("a", .sample("f", client: nil))
                },
                refusal { () async throws(StorageError) in
                    try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
                },
                refusal { () async throws(StorageError) in
                    try await storage.storeUpstreamTokens(session: "t", provider: "p", .sample(user: "u"))
                },
                refusal { () async throws(StorageError) in
                    try await storage.createProviderIdentity(
                        ProviderIdentity(userID: "u", providerID: "p", subject: "s"))
                },
                refusal { () async throws(StorageError) in try await storage.revokeAccessToken(requestID: "f") },
                refusal { () async throws(StorageError) in try await storage.revokeFamily(requestID: "f") },
                refusal { () async throws(StorageError) in try await storage.deleteUser("u") },
            ] {
                #expect(error?.code == .malformed && error?.outcome == .failed, "\(String(describing: error))")
            }
            #expect(try redis.allKeys() == before)
        }
    }

    /// Fix 23: a foreign key in one command with ours is CROSSSLOT in a cluster.
    @Test func `foreign members of an index are left alone and told`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
            for index in ["upstream:idx:s", "user:upstream:u"] {
                try redis.ask("SADD", redis.key(index), "elsewhere:upstream:1:s:q")
            }
            try redis.ask("SET", "elsewhere:upstream:1:s:q", "{}")
            defer { _ = try? redis.ask("DEL", "elsewhere:upstream:1:s:q") }  // a key of the shared server
            #expect(try await storage.getAllUpstreamTokens(session: "s").map(\.provider) == ["p"])
            _ = try await storage.getLatestUpstreamTokens(user: "u", provider: "idp")
            try await storage.deleteUpstreamTokens(session: "s")
            #expect(try redis.ask("EXISTS", "elsewhere:upstream:1:s:q") == .integer(1))
            #expect(redis.warnings.all.map(\.reason) == [.foreignMembers, .foreignMembers, .foreignMembers])
            #expect(redis.warnings.all.allSatisfy { $0.count == 1 && !"\($0)".contains("elsewhere") })
        }
    }

    @Test func `an index with nothing but foreign members stays, and there is nothing to delete`() async throws {
        try await withRedisStore { redis in
            try redis.ask("SADD", redis.key("upstream:idx:s"), "elsewhere")
            let error = await refusal { () async throws(StorageError) in
                try await redis.storage.deleteUpstreamTokens(session: "s")
            }
            #expect(error?.sentinel == .notFound)
            #expect(try redis.members("upstream:idx:s") == ["elsewhere"])
        }
    }

    @Test func `an index full of rows that are gone is deleted with success`() async throws {
        try await withRedisStore { redis in
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
            try redis.ask("DEL", redis.key("upstream:1:s:p"))
            #expect(try await redis.storage.getAllUpstreamTokens(session: "s").isEmpty)
            try await redis.storage.deleteUpstreamTokens(session: "s")
            #expect(try redis.ttl("upstream:idx:s") == -2)
        }
    }

    @Test func `rows of a session that cannot be read are skipped and told`() async throws {
        try await withRedisStore { redis in
            for provider in ["p", "q", "r"] {
                try await redis.storage.storeUpstreamTokens(session: "s", provider: provider, .sample())
            }
            try redis.ask("SET", redis.key("upstream:1:s:p"), "{broken")
            try redis.ask("DEL", redis.key("upstream:1:s:q"))
            try redis.ask("RPUSH", redis.key("upstream:1:s:q"), "x")
            #expect(try await redis.storage.getAllUpstreamTokens(session: "s").map(\.provider) == ["r"])
            #expect(redis.warnings.all.map(\.reason) == [.malformedRows])
        }
    }
}
