import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// Damage around users: what is somebody else's stays, and nothing of theirs blocks the next one.
@Suite struct UserDamageTests {
    private static func identity(_ subject: String, of user: String = "u") -> ProviderIdentity {
        ProviderIdentity(userID: user, providerID: "p", subject: subject)
    }

    @Test func `a user's identities: rows that are gone are skipped, one that is broken fails the call`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.createUser(User(id: "u"))
            for subject in ["1", "2", "3"] {
                try await storage.createProviderIdentity(
                    ProviderIdentity(userID: "u", providerID: "p", subject: subject))
            }
            try redis.ask("DEL", redis.key("provider:1:p:1"))
            try redis.ask("SADD", redis.key("user:providers:u"), "elsewhere")
            #expect(try await storage.getUserProviderIdentities("u").map(\.subject) == ["2", "3"])
            #expect(redis.warnings.all.map(\.index) == ["user:providers"])
            try redis.ask("SET", redis.key("provider:1:p:2"), "{")
            let error = await refusal { () async throws(StorageError) in
                try await storage.getUserProviderIdentities("u")
            }
            #expect(error?.code == .malformed)
        }
    }

    @Test func `deleting a user leaves rows that say to be another's`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.createUser(User(id: "u"))
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "v"))
            try redis.ask("SADD", redis.key("user:upstream:u"), redis.key("upstream:1:s:p"), "elsewhere")
            try await storage.deleteUser("u")
            #expect(try redis.exists("upstream:1:s:p"))
            #expect(try redis.exists("user:upstream:u") == false)
        }
    }

    /// Ids of users that would be keys of indexes.
    @Test func `an index is no user, though its key looks like one's`() async throws {
        try await withRedisStore { redis in
            try await redis.storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "bob"))
            for error in await [
                refusal { () async throws(StorageError) in try await redis.storage.deleteUser("upstream:bob") },
                refusal { () async throws(StorageError) in _ = try await redis.storage.getUser("upstream:bob") },
            ] {
                #expect(error?.code == .notFound)
            }
            #expect(try redis.exists("user:upstream:bob"))
        }
    }

    @Test func `an identity that says to be another's is not among a user's`() async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            for user in ["u", "v"] {
                try await storage.createUser(User(id: user))
                try await storage.createProviderIdentity(Self.identity("of-\(user)", of: user))
            }
            try redis.ask("SADD", redis.key("user:providers:u"), redis.key("provider:1:p:of-v"))
            #expect(try await storage.getUserProviderIdentities("u").map(\.subject) == ["of-u"])
            try await storage.deleteUser("u")
            #expect(try await storage.getUserProviderIdentities("v").map(\.subject) == ["of-v"])
        }
    }

    /// Left behind, it would be in no index, and linking it again would fail for ever.
    @Test(arguments: ["{", "[]", #"{"user_id":7}"#, "{}", nil] as [String?])
    func `an identity that cannot be read goes with its user, and may be linked again`(_ text: String?) async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.createUser(User(id: "u"))
            try await storage.createUser(User(id: "v"))
            for subject in ["broken", "whole"] { try await storage.createProviderIdentity(Self.identity(subject)) }
            try Self.spoil(redis, "provider:1:p:broken", with: text)
            try await storage.deleteUser("u")
            #expect(try redis.allKeys() == ["user:v"])
            for subject in ["broken", "whole"] {
                try await storage.createProviderIdentity(Self.identity(subject, of: "v"))
            }
            #expect(try await storage.getUserProviderIdentities("v").count == 2)
            #expect(try await storage.audit().isClean)
        }
    }

    @Test(arguments: ["{", #"{"user_id":7}"#, nil] as [String?])
    func `an upstream row that cannot be read goes with its user, a tombstone stays`(_ text: String?) async throws {
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.createUser(User(id: "u"))
            for provider in ["p", "q"] {
                try await storage.storeUpstreamTokens(session: "s", provider: provider, .sample(user: "u"))
            }
            try await storage.storeUpstreamTokens(session: "s", provider: "gone", nil)
            try redis.ask("SADD", redis.key("user:upstream:u"), redis.key("upstream:1:s:gone"))
            try Self.spoil(redis, "upstream:1:s:p", with: text)
            try await storage.deleteUser("u")
            #expect(try redis.allKeys() == ["upstream:1:s:gone", "upstream:idx:s"])
            #expect(try redis.members("upstream:idx:s") == [redis.key("upstream:1:s:gone")])
            #expect(try await storage.audit().isClean)
        }
    }

    /// Nil is a wrong type.
    private static func spoil(_ redis: RedisStoreStage, _ row: String, with text: String?) throws {
        try redis.ask("DEL", redis.key(row))
        if let text { try redis.ask("SET", redis.key(row), text) } else { try redis.ask("RPUSH", redis.key(row), "x") }
    }
}
