import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct TokenConformanceTests {
    private static func withStore(
        _ backing: Backing, _ body: @escaping @Sendable (StoreStage) async throws -> Void
    ) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample())
            try await body(stage)
        }
    }

    @Test(arguments: Backing.allCases)
    func `tokens come back whole, are replaced, and go`(_ backing: Backing) async throws {
        try await Self.withStore(backing) { stage in
            let storage = stage.storage
            let session = Session.sample(at: stage.now)
            try await storage.createAccessToken("a", .sample("other"))
            try await storage.createAccessToken("a", session)
            try await storage.createRefreshToken("r", accessSignature: "a", session)
            #expect(try await storage.getAccessToken("a") == session)
            #expect(try await storage.getRefreshToken("r") == session)
            try await storage.deleteAccessToken("a")
            try await storage.deleteRefreshToken("r")
            for error in await [
                refusal { () async throws(StorageError) in _ = try await storage.getAccessToken("a") },
                refusal { () async throws(StorageError) in _ = try await storage.getRefreshToken("r") },
                refusal { () async throws(StorageError) in try await storage.deleteAccessToken("a") },
                refusal { () async throws(StorageError) in try await storage.deleteRefreshToken("r") },
            ] {
                #expect(error?.sentinel == .notFound && error?.engineError == .notFound)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `an access token lives for an hour, a refresh token for thirty days`(_ backing: Backing) async throws {
        try await Self.withStore(backing) { stage in
            try await stage.storage.createAccessToken("a", .sample())
            try await stage.storage.createRefreshToken("r", accessSignature: "a", .sample())
            try await stage.pass(seconds: Lifetime.accessTokenSeconds - 5)
            _ = try await stage.storage.getAccessToken("a")
            try await stage.pass(seconds: 6)
            #expect(await Self.isGone(stage.storage, access: "a"))
            try await stage.pass(seconds: Lifetime.refreshTokenSeconds - Lifetime.accessTokenSeconds - 10)
            _ = try await stage.storage.getRefreshToken("r")
            try await stage.pass(seconds: 20)
            #expect(await Self.isGone(stage.storage, refresh: "r"))
        }
    }

    /// Hazard 47: a session that has ended is not given a new life.
    @Test(arguments: Backing.allCases)
    func `a token that has ended before it is stored is gone at once`(_ backing: Backing) async throws {
        try await Self.withStore(backing) { stage in
            let past = stage.now.advanced(bySeconds: -1)
            try await stage.storage.createAccessToken("a", .sample(expiresAt: [.accessToken: past]))
            try await stage.storage.createRefreshToken(
                "r", accessSignature: "a", .sample(expiresAt: [.refreshToken: past]))
            try await stage.storage.createAuthorizeCode("c", .sample(expiresAt: [.authorizeCode: past]))
            try await stage.pass(seconds: 1)
            #expect(await Self.isGone(stage.storage, access: "a"))
            #expect(await Self.isGone(stage.storage, refresh: "r"))
            let code = await refusal { () async throws(StorageError) in
                try await stage.storage.getAuthorizeCode("c")
            }
            #expect(code?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `revoking one kind leaves the other, and other families`(_ backing: Backing) async throws {
        try await Self.withStore(backing) { stage in
            let storage = stage.storage
            for family in ["f", "g"] {
                for number in 1...3 {
                    try await storage.createAccessToken("a\(family)\(number)", .sample(family))
                    try await storage.createRefreshToken("r\(family)\(number)", accessSignature: "", .sample(family))
                }
            }
            try await storage.revokeAccessToken(requestID: "f")
            for number in 1...3 {
                #expect(await Self.isGone(storage, access: "af\(number)"))
                _ = try await storage.getRefreshToken("rf\(number)")
            }
            try await storage.revokeRefreshToken(requestID: "f")
            for number in 1...3 {
                #expect(await Self.isGone(storage, refresh: "rf\(number)"))
                _ = try await storage.getAccessToken("ag\(number)")
                _ = try await storage.getRefreshToken("rg\(number)")
            }
            try await storage.revokeAccessToken(requestID: "unknown")
            try await storage.revokeRefreshToken(requestID: "unknown")
            try await storage.revokeFamily(requestID: "unknown")
            try await storage.createAccessToken("again", .sample("f"))
            _ = try await storage.getAccessToken("again")
        }
    }

    /// Hazard 45: a token that a replica was about to store when its family was revoked.
    @Test(arguments: Backing.allCases)
    func `a revoked family gets no further token`(_ backing: Backing) async throws {
        try await Self.withStore(backing) { stage in
            let storage = stage.storage
            try await storage.createAccessToken("a", .sample("f"))
            try await storage.createRefreshToken("r", accessSignature: "a", .sample("f"))
            try await storage.revokeFamily(requestID: "f")
            try await storage.revokeFamily(requestID: "f")
            #expect(await Self.isGone(storage, access: "a"))
            #expect(await Self.isGone(storage, refresh: "r"))
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r")
            for error in await [
                refusal { () async throws(StorageError) in try await storage.createAccessToken("b", .sample("f")) },
                refusal { () async throws(StorageError) in
                    try await storage.createRefreshToken("s", accessSignature: "b", .sample("f"))
                },
                refusal { () async throws(StorageError) in _ = try await storage.rotateRefreshToken(rotation) },
            ] {
                #expect(error?.code == .familyRevoked && error?.engineError == .inactiveToken)
                #expect(error?.requestID == "f")
            }
            try await stage.pass(seconds: Lifetime.revokedFamilySeconds + 1)
            try await storage.createAccessToken("b", .sample("f"))
        }
    }

    static func isGone(_ storage: any AuthorizationStore, access signature: String) async -> Bool {
        await refusal { () async throws(StorageError) in try await storage.getAccessToken(signature) }?.code
            == .notFound
    }

    static func isGone(_ storage: any AuthorizationStore, refresh signature: String) async -> Bool {
        await refusal { () async throws(StorageError) in try await storage.getRefreshToken(signature) }?.code
            == .notFound
    }
}
