import Credentials
import Synchronization
import Testing

@testable import AuthorizationStorage

@Suite struct UserRaceTests {
    private static let users = (0..<120).map { "user-\($0)" }

    /// Fix 3.
    @Test func `of eight that create a user, or link an identity, exactly one does`() async throws {
        let racers = try Racers()
        let created = try await racers.race(for: Self.users) { store, user in
            await outcome { () async throws(StorageError) in try await store.createUser(User(id: user)) }
        }
        #expect(created.winners.allSatisfy { $0 == 1 })
        let linked = try await racers.race(for: Self.users) { store, user in
            await outcome { () async throws(StorageError) in
                try await store.createProviderIdentity(
                    ProviderIdentity(userID: user, providerID: "p", subject: user))
            }
        }
        #expect(linked.winners.allSatisfy { $0 == 1 })
        #expect(linked.allSatisfy { $0.allSatisfy { $0 == nil || $0 == .alreadyExists } })
        try await racers.alone { redis in
            let audit = try await redis.storage.audit()
            #expect(audit.isClean)
        }
    }

    /// Fix 1.
    @Test func `of many uses of an identity the latest stands`() async throws {
        let racers = try Racers()
        let start = WallTime(seconds: 1_790_000_000)
        try await racers.alone { redis in
            try await redis.storage.createUser(User(id: "u"))
            try await redis.storage.createProviderIdentity(
                ProviderIdentity(userID: "u", providerID: "p", subject: "s"))
        }
        let serial = Serial()
        _ = try await racers.race(for: Array(0..<200)) { store, _ in
            await outcome { () async throws(StorageError) in
                let time = start.advanced(bySeconds: Int64(serial.next()))
                try await store.updateProviderIdentityLastUsed(provider: "p", subject: "s", at: time)
            }
        }
        try await racers.alone { redis in
            let identity = try await redis.storage.getProviderIdentity(provider: "p", subject: "s")
            #expect(identity.lastUsedAt == start.advanced(bySeconds: Int64(serial.next() - 1)))
        }
    }

    /// Fix 2: eight users fight for one row; in the end one has it, and only that one's index names it.
    @Test func `a row that several users write is in the index of the one who wrote last`() async throws {
        let racers = try Racers()
        let serial = Serial()
        _ = try await racers.race(for: Self.users) { store, session in
            await outcome { () async throws(StorageError) in
                let tokens = UpstreamTokens.sample(user: "user-\(serial.next() % 8)")
                try await store.storeUpstreamTokens(session: session, provider: "p", tokens)
            }
        }
        try await racers.alone { redis in
            let audit = try await redis.storage.audit()
            #expect(audit.isClean)
            let named = try (0..<8).flatMap { try redis.members("user:upstream:user-\($0)") }
            #expect(named.count == Self.users.count)
        }
    }

    /// Hazards 51 and 52.
    @Test func `rows that come while their session or user goes are whole or gone`() async throws {
        let racers = try Racers()
        let serial = Serial()
        _ = try await racers.race(for: Self.users) { store, user in
            let number = serial.next()
            return await outcome { () async throws(StorageError) in
                let tokens = UpstreamTokens.sample(user: user)
                switch number % 6 {
                case 0: try await store.deleteUpstreamTokens(session: "s-\(user)")
                case 1: try await store.deleteUser(user)
                case 2: try await store.createUser(User(id: user))
                case 3:
                    try await store.createProviderIdentity(
                        ProviderIdentity(userID: user, providerID: "p", subject: user))
                default: try await store.storeUpstreamTokens(session: "s-\(user)", provider: "p\(number)", tokens)
                }
            }
        }
        try await racers.alone { redis in
            let audit = try await redis.storage.audit()
            #expect(audit.isClean, "\(audit)")
            for user in Self.users {
                _ = await refusal { () async throws(StorageError) in
                    try await redis.storage.deleteUpstreamTokens(session: "s-\(user)")
                }
                _ = await refusal { () async throws(StorageError) in try await redis.storage.deleteUser(user) }
            }
            #expect(try redis.allKeys().isEmpty)
        }
    }
}

/// 0, 1, 2 …, whoever asks.
final class Serial: Sendable {
    private let number = Mutex(0)
    func next() -> Int {
        number.withLock { number in
            defer { number += 1 }
            return number
        }
    }
}
