import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct MemoryStoreTests {
    @Test func `a sweep frees what is past its end and nothing else`() async throws {
        let clock = MovableClock()
        let storage = MemoryAuthorizationStore { clock.now }
        try await Self.fill(storage, at: clock.now)
        var counts = MemoryStatistics()
        counts.clients = 2
        counts.authorizeCodes = 1
        counts.usedCodes = 1
        counts.pkceSessions = 1
        counts.accessTokens = 1
        counts.rotatedTokens = 1
        counts.revokedFamilies = 1
        counts.upstreamTokens = 2
        counts.pendingAuthorizations = 1
        counts.clientAssertions = 1
        counts.consumedAssertions = 1
        counts.users = 1
        counts.providerIdentities = 1
        #expect(storage.statistics == counts)
        #expect(counts.total == 15)
        clock.advance(seconds: 3 * Lifetime.clientSeconds)
        #expect(storage.statistics == counts)
        storage.sweep()
        var left = MemoryStatistics()
        left.clients = 1
        left.upstreamTokens = 1
        left.users = 1
        left.providerIdentities = 1
        #expect(storage.statistics == left)
    }

    private static func fill(_ storage: MemoryAuthorizationStore, at now: WallTime) async throws {
        let end = now.advanced(bySeconds: 60)
        try await storage.registerClient(.sample("static"))
        try await storage.registerClient(.sample("marked", isDCRIssued: true))
        try await storage.createAuthorizeCode("c", .sample(client: nil))
        try await storage.invalidateAuthorizeCode("c")
        try await storage.createPKCE("p", .sample(client: nil))
        try await storage.createRefreshToken("r", accessSignature: "", .sample("f", client: nil))
        _ = try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: "r"))
        try await storage.createAccessToken("a", .sample("f", client: nil))
        try await storage.revokeFamily(requestID: "g")
        try await storage.storeUpstreamTokens(session: "s", provider: "endless", .sample())
        try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample(expiresAt: end))
        try await storage.storePendingAuthorization(state: "x", .sample(at: now))
        try await storage.setClientAssertionJWT("j", expiresAt: end)
        try await storage.consumeAssertionJWT(purpose: "p", issuer: "i", jti: "j", expiresAt: end)
        try await storage.createUser(User(id: "u"))
        try await storage.createProviderIdentity(ProviderIdentity(userID: "u", providerID: "p", subject: "s"))
    }

    @Test func `the first call after the interval sweeps`() async throws {
        let clock = MovableClock()
        let storage = MemoryAuthorizationStore { clock.now }
        try await storage.setClientAssertionJWT("j", expiresAt: clock.now.advanced(bySeconds: 1))
        clock.advance(seconds: 298)
        try await storage.health()
        #expect(storage.statistics.clientAssertions == 1)
        clock.advance(seconds: 3)
        try await storage.health()
        #expect(storage.statistics.clientAssertions == 0)
    }

    /// Rows that end and are written anew while another task sweeps without a pause: each that was written is there.
    @Test func `a sweep that meets a rewrite loses nothing`() async throws {
        let clock = MovableClock()
        let storage = MemoryAuthorizationStore { clock.now }
        let isOver = Serial()
        async let sweeps: Void = {
            while isOver.next() < 200_000 { storage.sweep() }
        }()
        for round in 0..<2_000 {
            let past = clock.now.advanced(bySeconds: -1)
            let session = Session.sample("f\(round)", client: nil)
            try await storage.createAccessToken("a", .sample(client: nil, expiresAt: [.accessToken: past]))
            try await storage.createAccessToken("a", session)
            #expect(try await storage.getAccessToken("a").requestID == "f\(round)")
            try await storage.revokeAccessToken(requestID: "f\(round)")
            #expect(await TokenConformanceTests.isGone(storage, access: "a"))
        }
        for _ in 0..<200_000 { _ = isOver.next() }
        await sweeps
    }

    /// Fix 27: who floods the server with registrations pushes out nobody who has just come.
    @Test func `a full table gives up the marked client that was least recently used, if it is old enough`()
        async throws
    {
        let clock = MovableClock()
        var options = MemoryStoreOptions()
        options.clientLimit = 3
        let storage = MemoryAuthorizationStore(options) { clock.now }
        try await storage.registerClient(.sample("static"))
        for id in ["first", "second"] { try await storage.registerClient(.sample(id, isDCRIssued: true)) }
        let full = await refusal { () async throws(StorageError) in
            try await storage.registerClient(.sample("third", isDCRIssued: true))
        }
        #expect(full?.sentinel == .clientCapacity)
        #expect(storage.statistics.clients == 3)
        try await storage.registerClient(.sample("second", isDCRIssued: true))
        clock.advance(seconds: 3_601)
        try await storage.renewClientTTL(.sample("first", isDCRIssued: true))
        try await storage.registerClient(.sample("third", isDCRIssued: true))
        _ = try await storage.getClient("first")
        _ = try await storage.getClient("static")
        let gone = await refusal { () async throws(StorageError) in try await storage.getClient("second") }
        #expect(gone?.code == .notFound)
    }

    @Test func `clients past their end make room before anybody is evicted, and 0 is no limit`() async throws {
        let clock = MovableClock()
        var options = MemoryStoreOptions()
        options.clientLimit = 1
        let storage = MemoryAuthorizationStore(options) { clock.now }
        try await storage.registerClient(.sample("a", isDCRIssued: true))
        clock.advance(seconds: Lifetime.clientSeconds + 1)
        try await storage.registerClient(.sample("b"))
        let full = await refusal { () async throws(StorageError) in try await storage.registerClient(.sample("c")) }
        #expect(full?.code == .clientCapacity)
        options.clientLimit = 0
        let unlimited = MemoryAuthorizationStore(options) { clock.now }
        for number in 0..<50 { try await unlimited.registerClient(.sample("c\(number)")) }
        #expect(unlimited.statistics.clients == 50)
    }

    /// Every token is in its family, and a family that is empty takes no room.
    @Test func `the tables keep no index of what is gone`() async throws {
        let now = WallTime(seconds: 1_790_000_000)
        var tables = TokenTable()
        for number in 0..<20 {
            let record = SessionRecord(.sample("f\(number % 3)", client: nil))
            let end = number.isMultiple(of: 2) ? now.advanced(bySeconds: 10) : now.advanced(bySeconds: 100)
            tables.set(ByteKey("t\(number)"), to: record, end: end, at: now)
        }
        #expect(tables.familyCount == 3)
        tables.sweep(at: now.advanced(bySeconds: 50))
        #expect(tables.count == 10 && tables.familyCount == 3)
        tables.removeFamily("f0", at: now)
        tables.sweep(at: now.advanced(bySeconds: 500))
        #expect(tables.count == 0 && tables.familyCount == 0)
    }
}
