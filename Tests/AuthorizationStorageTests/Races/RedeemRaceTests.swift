import Credentials
import Testing

@testable import AuthorizationStorage

/// Hazards 43, 44, 45 and 49: whatever must happen once happens once, however many try.
@Suite struct RedeemRaceTests {
    private static let codes = (0..<250).map { "code-\($0)" }

    private static func withCodes(_ racers: Racers) async throws {
        try await racers.alone { redis in
            for code in codes { try await redis.storage.createAuthorizeCode(code, .sample(code, client: nil)) }
        }
    }

    @Test func `of eight that redeem a code exactly one wins, for every code`() async throws {
        let racers = try Racers()
        try await Self.withCodes(racers)
        let got = try await racers.race(for: Self.codes) { store, code in
            await outcome { () async throws(StorageError) in
                _ = try await store.redeemAuthorizeCode(code)
            }
        }
        #expect(got.winners.allSatisfy { $0 == 1 })
        #expect(got.allSatisfy { $0.count == 8 && $0.allSatisfy { $0 == nil || $0 == .codeUsed } })
    }

    /// The check itself: the same race with the two steps that the contract began with has more than one winner.
    @Test func `the race is one that two steps lose`() async throws {
        let racers = try Racers()
        try await Self.withCodes(racers)
        let got = try await racers.race(for: Self.codes) { store, code in
            await outcome { () async throws(StorageError) in
                _ = try await store.getAuthorizeCode(code)
                try await store.invalidateAuthorizeCode(code)
            }
        }
        #expect(got.winners.contains { $0 > 1 })
    }

    @Test func `of eight callbacks with one state exactly one gets the record`() async throws {
        let racers = try Racers()
        try await racers.alone { redis in
            for state in Self.codes {
                try await redis.storage.storePendingAuthorization(state: state, .sample(at: SystemClock.now()))
            }
        }
        let got = try await racers.race(for: Self.codes) { store, state in
            await outcome { () async throws(StorageError) in
                _ = try await store.takePendingAuthorization(state: state)
            }
        }
        #expect(got.winners.allSatisfy { $0 == 1 })
        #expect(got.allSatisfy { $0.allSatisfy { $0 == nil || $0 == .notFound } })
    }

    @Test func `of eight uses of an assertion exactly one is the first`() async throws {
        let racers = try Racers()
        let end = SystemClock.now().advanced(bySeconds: 3_600)  // far behind the end of a slow race
        let got = try await racers.race(for: Self.codes) { store, jti in
            await outcome { () async throws(StorageError) in
                try await store.consumeAssertionJWT(purpose: "p", issuer: "i", jti: jti, expiresAt: end)
            }
        }
        #expect(got.winners.allSatisfy { $0 == 1 })
    }

    @Test func `of eight that delete a proof key exactly one does`() async throws {
        let racers = try Racers()
        try await racers.alone { redis in
            for code in Self.codes { try await redis.storage.createPKCE(code, .sample(client: nil)) }
        }
        let got = try await racers.race(for: Self.codes) { store, code in
            await outcome { () async throws(StorageError) in try await store.deletePKCE(code) }
        }
        #expect(got.winners.allSatisfy { $0 == 1 })
    }
}
