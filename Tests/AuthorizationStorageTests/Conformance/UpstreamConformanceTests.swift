import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct UpstreamConformanceTests {
    @Test(arguments: Backing.allCases)
    func `tokens come back whole, in whole seconds`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let soon = stage.now.advanced(bySeconds: 60)
            let tokens = UpstreamTokens.sample(expiresAt: soon, sessionExpiresAt: soon.advanced(bySeconds: 60))
            try await stage.storage.storeUpstreamTokens(session: "s", provider: "p", tokens)
            let read = try await stage.storage.getUpstreamTokens(session: "s", provider: "p")
            #expect(read == tokens.inWholeSeconds)
            #expect(read?.expiresAt?.nanoseconds.isMultiple(of: WallTime.second) == true)
        }
    }

    /// Fix 9: the refresh token outlives the access token, so the row comes with the error.
    @Test(arguments: Backing.allCases)
    func `expired tokens are carried by the error, for thirty days`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let tokens = UpstreamTokens.sample(expiresAt: stage.now.advanced(bySeconds: 60))
            try await stage.storage.storeUpstreamTokens(session: "s", provider: "p", tokens)
            try await stage.pass(seconds: Lifetime.upstreamGraceSeconds)
            let error = await Self.get(stage)
            #expect(error?.sentinel == .expired && error?.upstreamTokens == tokens.inWholeSeconds)
            try await stage.pass(seconds: 61)
            #expect(await Self.get(stage)?.code == .notFound)
        }
    }

    private static func get(_ stage: StoreStage) async -> StorageError? {
        await refusal { () async throws(StorageError) in
            try await stage.storage.getUpstreamTokens(session: "s", provider: "p")
        }
    }

    /// Fixes 15, 16 and 19: no end is no end; then the session's end bounds the row.
    @Test(arguments: Backing.allCases)
    func `tokens without an end never expire, and live as long as the session when that has one`(
        _ backing: Backing
    ) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
            let bounded = UpstreamTokens.sample(sessionExpiresAt: stage.now.advanced(bySeconds: 100))
            try await storage.storeUpstreamTokens(session: "s", provider: "q", bounded)
            try await stage.pass(seconds: Lifetime.upstreamGraceSeconds + 50)
            #expect(try await storage.getAllUpstreamTokens(session: "s").map(\.provider) == ["p", "q"])
            try await stage.pass(seconds: 3 * Lifetime.upstreamGraceSeconds)
            #expect(try await storage.getUpstreamTokens(session: "s", provider: "p") == .sample())
            #expect(try await storage.getAllUpstreamTokens(session: "s").map(\.provider) == ["p"])
        }
    }

    /// Fix 18.
    @Test(arguments: Backing.allCases)
    func `a deeply stale row lives for one more second`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let stale = UpstreamTokens.sample(expiresAt: WallTime(seconds: 1))
            try await stage.storage.storeUpstreamTokens(session: "s", provider: "p", stale)
            #expect(await Self.get(stage)?.code == .expired)
            try await stage.pass(seconds: 1)
            #expect(await Self.get(stage)?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a tombstone says that there are no tokens, for an hour`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
            try await storage.storeUpstreamTokens(session: "s", provider: "p", nil)
            #expect(try await storage.getUpstreamTokens(session: "s", provider: "p") == nil)
            #expect(
                try await storage.getAllUpstreamTokens(session: "s") == [UpstreamRow(provider: "p", tokens: nil)])
            try await stage.pass(seconds: Lifetime.tombstoneSeconds + 1)
            #expect(await Self.get(stage)?.code == .notFound)
        }
    }

    /// Fixes 11 and 12.
    @Test(arguments: Backing.allCases)
    func `all rows of a session come under the names they were stored under, expired ones too`(
        _ backing: Backing
    ) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            let past = stage.now.advanced(bySeconds: -5)
            try await storage.storeUpstreamTokens(session: "s", provider: "b", .sample("oidc", expiresAt: past))
            try await storage.storeUpstreamTokens(session: "s", provider: "a:c", .sample())
            try await storage.storeUpstreamTokens(session: "t", provider: "z", .sample())
            let rows = try await storage.getAllUpstreamTokens(session: "s")
            #expect(rows.map(\.provider) == ["a:c", "b"])
            #expect(rows.last?.tokens?.providerID == "oidc")
            #expect(try await storage.getAllUpstreamTokens(session: "unknown").isEmpty)
        }
    }

    /// Fix 13.
    @Test(arguments: Backing.allCases)
    func `deleting a session takes all its rows and no other`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            for number in 0..<40 {
                let tokens = UpstreamTokens.sample(user: "user-\(number % 2)")
                try await storage.storeUpstreamTokens(session: "s", provider: "p\(number)", tokens)
            }
            try await storage.storeUpstreamTokens(session: "t", provider: "idp", .sample(user: "user-0"))
            try await storage.deleteUpstreamTokens(session: "s")
            #expect(try await storage.getAllUpstreamTokens(session: "s").isEmpty)
            #expect(try await storage.getLatestUpstreamTokens(user: "user-0", provider: "idp").userID == "user-0")
            let again = await refusal { () async throws(StorageError) in
                try await storage.deleteUpstreamTokens(session: "s")
            }
            #expect(again?.sentinel == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `deleting one provider leaves its siblings, and nothing is no error`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            try await storage.storeUpstreamTokens(session: "s", provider: "p", .sample())
            try await storage.storeUpstreamTokens(session: "s", provider: "q", .sample())
            try await storage.deleteUpstreamTokens(session: "s", provider: "p")
            try await storage.deleteUpstreamTokens(session: "s", provider: "p")
            #expect(try await storage.getAllUpstreamTokens(session: "s").map(\.provider) == ["q"])
        }
    }

    /// Fixes 20 and 21: the latest row is what a new login carries the refresh token over from.
    @Test(arguments: Backing.allCases)
    func `the latest row of a user is the one that ends last, never beats all, expired ones count`(
        _ backing: Backing
    ) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            func store(_ session: String, _ seconds: Int64?, user: String = "u", _ provider: String = "idp")
                async throws
            {
                let end = seconds.map { stage.now.advanced(bySeconds: $0) }
                let tokens = UpstreamTokens.sample(provider, user: user, expiresAt: end, access: session)
                try await storage.storeUpstreamTokens(session: session, provider: "stored-under", tokens)
            }
            func latest() async throws -> String {
                try await storage.getLatestUpstreamTokens(user: "u", provider: "idp").accessToken.text
            }
            try await store("old", -500)
            try await store("older", -900)
            #expect(try await latest() == "old")
            try await store("new", 500)
            try await store("other-user", 900, user: "v")
            try await store("other-provider", 900, "oidc")
            #expect(try await latest() == "new")
            try await store("never", nil)
            #expect(try await latest() == "never")
            try await store("never", nil, user: "v")
            #expect(try await latest() == "new")
            let nobody = await refusal { () async throws(StorageError) in
                try await storage.getLatestUpstreamTokens(user: "nobody", provider: "idp")
            }
            #expect(nobody?.sentinel == .notFound)
        }
    }

    /// Fix 10: one flight for one row, and another for another.
    @Test(arguments: Backing.allCases)
    func `the name of a row tells rows apart that a colon could confuse`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            let first = try storage.upstreamRowID(session: "a:b", provider: "c")
            #expect(try storage.upstreamRowID(session: "a:b", provider: "c") == first)
            #expect(try storage.upstreamRowID(session: "a", provider: "b:c") != first)
            #expect(!first.isEmpty && !first.contains("a:b"))
            try await storage.storeUpstreamTokens(session: "a:b", provider: "c", .sample(access: "first"))
            try await storage.storeUpstreamTokens(session: "a", provider: "b:c", .sample(access: "second"))
            #expect(
                try await storage.getUpstreamTokens(session: "a:b", provider: "c")?.accessToken.text == "first")
        }
    }

    @Test func `at the very instant of its end a token has not expired, and no tokens have`() {
        let end = WallTime(seconds: 100)
        let tokens = UpstreamTokens.sample(expiresAt: end)
        #expect(!tokens.isExpired(at: end) && tokens.isExpired(at: end.advanced(byNanoseconds: 1)))
        let none: UpstreamTokens? = nil
        #expect(none.isExpired(at: end))
    }
}
