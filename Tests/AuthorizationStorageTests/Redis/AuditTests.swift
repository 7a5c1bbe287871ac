import Credentials
import RedisFixture
import Testing

@testable import AuthorizationStorage

/// The audit is what the races are judged by: it must see every kind of damage, and page through more keys than one
/// SCAN gives.
@Suite struct AuditTests {
    @Test func `it sees all keys of a prefix and no other, page by page`() async throws {
        try await withRedisStore { redis in
            for number in 0..<1_700 {
                try await redis.storage.createAccessToken("a\(number)", .sample("f\(number)", client: nil))
            }
            let audit = try await redis.storage.audit()
            #expect(audit.keys == 3_400 && audit.isClean)
        }
    }

    private static let damages: [(String, [String], @Sendable (StoreAudit) -> Bool)] = [
        ("endless row", ["PERSIST", "access:a"], { $0.endless == 1 && $0.shortIndexes == 1 }),
        ("endless index", ["PERSIST", "reqid:access:f"], { $0.endless == 1 }),
        ("orphan member", ["SADD", "reqid:access:f", "gone"], { $0.orphanMembers == 1 }),
        ("orphan row", ["DEL", "upstream:1:s:p"], { $0.orphanMembers == 2 }),
        ("unindexed token", ["DEL", "reqid:access:f"], { $0.unindexed == 1 }),
        ("unindexed upstream row", ["SREM", "user:upstream:u"], { $0.unindexed == 1 }),
        ("unindexed identity", ["DEL", "user:providers:u"], { $0.unindexed == 1 }),
        ("short index", ["PEXPIRE", "reqid:access:f", "100000"], { $0.shortIndexes == 1 }),
        ("short index of rows without an end", ["PEXPIRE", "upstream:idx:s", "100000"], { $0.shortIndexes == 1 }),
        ("unknown kind", ["SET", "what", "x"], { $0.unknown == 1 }),
        ("wrong type", ["HSET", "user:w", "x", "y"], { $0.unknown == 1 }),
    ]

    @Test(arguments: damages.indices)
    func `it sees each kind of damage`(_ index: Int) async throws {
        let (name, words, isSeen) = Self.damages[index]
        try await withRedisStore { redis in
            let storage = redis.storage
            try await storage.createAccessToken("a", .sample("f", client: nil))
            try await storage.createUser(User(id: "u"))
            try await storage.createProviderIdentity(ProviderIdentity(userID: "u", providerID: "p", subject: "s"))
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(user: "u"))
            #expect(try await storage.audit().isClean)
            var command = [words[0], redis.key(words[1])] + words.dropFirst(2)
            if words[0] == "SREM" { command.append(redis.key("upstream:1:s:p")) }
            try redis.server.ask(command)
            let audit = try await storage.audit()
            #expect(isSeen(audit) && !audit.isClean, "\(name): \(audit)")
        }
    }
}
