import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct FamilyRaceTests {
    private static let families = (0..<150).map { "family-\($0)" }

    private static func withFamilies(_ racers: Racers) async throws {
        try await racers.alone { redis in
            for family in families {
                let session = Session.sample(family, client: nil)
                try await redis.storage.createAccessToken("a-\(family)", session)
                try await redis.storage.createRefreshToken("r-\(family)", accessSignature: "", session)
            }
        }
    }

    /// Hazard 44: each mints as soon as it has won, and the losers end the family: nothing that was minted stays.
    @Test func `of eight that rotate a token exactly one wins, and the reuse ends the family`() async throws {
        let racers = try Racers()
        try await Self.withFamilies(racers)
        let got = try await racers.race(for: Self.families) { store, family in
            await outcome { () async throws(StorageError) in
                let rotation = RefreshTokenRotation(requestID: family, signature: "r-\(family)")
                let session = try await store.rotateRefreshToken(rotation)
                do throws(StorageError) {
                    try await store.createAccessToken("a2-\(family)", session)
                    try await store.createRefreshToken("r2-\(family)", accessSignature: "", session)
                } catch  where error.code == .familyRevoked {
                    return  // it has won all the same: the reuse came before it could mint
                }
            }
        }
        #expect(got.winners.allSatisfy { $0 == 1 })
        #expect(got.allSatisfy { $0.allSatisfy { [nil, .tokenReused, .familyRevoked].contains($0) } })
        try await racers.alone { redis in
            let left = try redis.allKeys().filter { $0.hasPrefix("access:") || $0.hasPrefix("refresh:") }
            #expect(left.isEmpty)
            let audit = try await redis.storage.audit()
            #expect(audit.isClean)
        }
    }

    @Test func `the same attempt from everywhere is one rotation, and all get its result`() async throws {
        let racers = try Racers()
        try await Self.withFamilies(racers)
        let rotations = Self.families.map { RefreshTokenRotation(requestID: $0, signature: "r-\($0)") }
        let got = try await racers.race(for: rotations) { store, rotation in
            await outcome { () async throws(StorageError) in
                _ = try await store.rotateRefreshToken(rotation)
            }
        }
        #expect(got.winners.allSatisfy { $0 == 8 })
    }

    /// Hazard 45: of each family one racer of eight revokes while the others add. Nothing is revoked a second time before we
    /// look: what slipped in is there.
    @Test func `no token slips into a family while it is revoked`() async throws {
        let racers = try Racers()
        try await Self.withFamilies(racers)
        let serials = Dictionary(uniqueKeysWithValues: Self.families.map { ($0, Serial()) })
        let got = try await racers.race(for: Self.families) { store, family in
            let number = serials[family]?.next() ?? 0
            return await outcome { () async throws(StorageError) in
                guard number != 3 else { return try await store.revokeFamily(requestID: family) }
                guard number.isMultiple(of: 2) else {
                    return try await store.createAccessToken("a-\(number)-\(family)", .sample(family, client: nil))
                }
                try await store.createRefreshToken(
                    "r-\(number)-\(family)", accessSignature: "", .sample(family, client: nil))
            }
        }
        #expect(got.allSatisfy { $0.allSatisfy { $0 == nil || $0 == .familyRevoked } })
        let refused = got.reduce(0) { $0 + $1.count { $0 == .familyRevoked } }
        #expect(refused > 0 && refused < 7 * Self.families.count, "some came before the revocation, some after")
        try await racers.alone { redis in
            let left = try redis.allKeys()
            #expect(left == Self.families.map { "revoked:\($0)" }.sorted(), "\(left.count) keys")
        }
    }

    /// The indexes alone: whatever is alive can be revoked, because an index names it.
    @Test func `a token that is stored while its kind is revoked is in its index`() async throws {
        let racers = try Racers()
        let serial = Serial()
        _ = try await racers.race(for: Self.families) { store, family in
            let number = serial.next()
            return await outcome { () async throws(StorageError) in
                try await store.createAccessToken("a-\(number)", .sample(family, client: nil))
                if number % 3 == 0 { try await store.revokeAccessToken(requestID: family) }
                if number % 5 == 0 { try await store.deleteAccessToken("a-\(number)") }
            }
        }
        try await racers.alone { redis in
            let audit = try await redis.storage.audit()
            #expect(audit.isClean)
            for family in Self.families { try await redis.storage.revokeAccessToken(requestID: family) }
            #expect(try redis.allKeys().isEmpty)
        }
    }
}
