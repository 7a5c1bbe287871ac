import Credentials
import Testing

@testable import AuthorizationStorage

/// Refresh tokens are exchanged once; a second use ends the family (RFC 9700).
@Suite struct RotationConformanceTests {
    private static func withFamily(
        _ backing: Backing, _ body: @escaping @Sendable (StoreStage, Session) async throws -> Void
    ) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample())
            let session = Session.sample("f", at: stage.now)
            try await stage.storage.createAccessToken("a1", session)
            try await stage.storage.createAccessToken("a2", session)
            try await stage.storage.createRefreshToken("r1", accessSignature: "a1", session)
            try await stage.storage.createRefreshToken("r2", accessSignature: "a2", session)
            try await body(stage, session)
        }
    }

    private static func rotate(
        _ stage: StoreStage, _ rotation: RefreshTokenRotation
    ) async -> StorageError? {
        await refusal { () async throws(StorageError) in try await stage.storage.rotateRefreshToken(rotation) }
    }

    @Test(arguments: Backing.allCases)
    func `a rotation takes the token and all access tokens of the family, and leaves other refresh tokens`(
        _ backing: Backing
    ) async throws {
        try await Self.withFamily(backing) { stage, session in
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r1")
            #expect(try await stage.storage.rotateRefreshToken(rotation) == session)
            #expect(await TokenConformanceTests.isGone(stage.storage, access: "a1"))
            #expect(await TokenConformanceTests.isGone(stage.storage, access: "a2"))
            _ = try await stage.storage.getRefreshToken("r2")
            try await stage.storage.createAccessToken("a3", session)
            try await stage.storage.createRefreshToken("r3", accessSignature: "a3", session)
            _ = try await stage.storage.getRefreshToken("r3")
        }
    }

    /// Hazard 44: two refreshes with one token never both mint.
    @Test(arguments: Backing.allCases)
    func `a second use ends the family, successors included`(_ backing: Backing) async throws {
        try await Self.withFamily(backing) { stage, session in
            _ = try await stage.storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: "r1"))
            try await stage.storage.createAccessToken("a3", session)
            try await stage.storage.createRefreshToken("r3", accessSignature: "a3", session)
            let error = await Self.rotate(stage, RefreshTokenRotation(requestID: "f", signature: "r1"))
            #expect(error?.code == .tokenReused && error?.engineError == .inactiveToken && error?.requestID == "f")
            #expect(await TokenConformanceTests.isGone(stage.storage, access: "a3"))
            #expect(await TokenConformanceTests.isGone(stage.storage, refresh: "r2"))
            #expect(await TokenConformanceTests.isGone(stage.storage, refresh: "r3"))
        }
    }

    @Test(arguments: Backing.allCases)
    func `the same attempt has the same result for ten seconds, and does nothing again`(_ backing: Backing) async throws
    {
        try await Self.withFamily(backing) { stage, session in
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r1")
            _ = try await stage.storage.rotateRefreshToken(rotation)
            try await stage.storage.createAccessToken("a3", session)
            try await stage.pass(seconds: 8)
            #expect(try await stage.storage.rotateRefreshToken(rotation) == session)
            _ = try await stage.storage.getAccessToken("a3")
            try await stage.pass(seconds: 3)
            #expect(await Self.rotate(stage, rotation)?.code == .tokenReused)
            #expect(await TokenConformanceTests.isGone(stage.storage, access: "a3"))
        }
    }

    @Test(arguments: Backing.allCases)
    func `the same attempt for another family is a second use`(_ backing: Backing) async throws {
        try await Self.withFamily(backing) { stage, _ in
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r1")
            _ = try await stage.storage.rotateRefreshToken(rotation)
            let forged = RefreshTokenRotation(requestID: "g", signature: "r1", attempt: rotation.attempt)
            let error = await Self.rotate(stage, forged)
            #expect(error?.code == .tokenReused && error?.requestID == "f")
            #expect(await Self.rotate(stage, rotation)?.code == .familyRevoked)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a repeat after the family was revoked brings nothing back`(_ backing: Backing) async throws {
        try await Self.withFamily(backing) { stage, _ in
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r1")
            _ = try await stage.storage.rotateRefreshToken(rotation)
            try await stage.storage.revokeFamily(requestID: "f")
            #expect(await Self.rotate(stage, rotation)?.code == .familyRevoked)
        }
    }

    @Test(arguments: Backing.allCases)
    func `what is not there, or is of another family, is not found and nothing happens`(_ backing: Backing) async throws
    {
        try await Self.withFamily(backing) { stage, _ in
            for rotation in [
                RefreshTokenRotation(requestID: "f", signature: "none"),
                RefreshTokenRotation(requestID: "g", signature: "r1"),
            ] {
                #expect(await Self.rotate(stage, rotation)?.code == .notFound)
            }
            _ = try await stage.storage.getRefreshToken("r1")
            _ = try await stage.storage.getAccessToken("a1")
        }
    }

    /// The session cannot be read, but the token is exchanged.
    @Test(arguments: Backing.allCases)
    func `a rotation for a client that is gone has an unknown outcome`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let session = Session.sample("f", client: .sample("gone"), at: stage.now)
            try await stage.storage.createRefreshToken("r", accessSignature: "a", session)
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r")
            let error = await Self.rotate(stage, rotation)
            #expect(error?.sentinel == .notFound && error?.outcome == .unknown)
            try await stage.storage.registerClient(.sample("gone"))
            #expect(try await stage.storage.rotateRefreshToken(rotation) == session)
            let other = await Self.rotate(stage, RefreshTokenRotation(requestID: "f", signature: "r"))
            #expect(other?.code == .tokenReused)
        }
    }

    @Test(arguments: Backing.allCases)
    func `reading a rotated token tells of the reuse, for as long as it would have lived`(_ backing: Backing)
        async throws
    {
        try await Self.withFamily(backing) { stage, _ in
            _ = try await stage.storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: "r1"))
            try await stage.pass(seconds: Lifetime.refreshTokenSeconds - 60)
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.getRefreshToken("r1")
            }
            #expect(error?.code == .tokenReused && error?.requestID == "f")
            try await stage.pass(seconds: 61)
            #expect(await TokenConformanceTests.isGone(stage.storage, refresh: "r1"))
        }
    }
}
