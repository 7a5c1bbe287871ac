import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import AuthorizationStorage

/// A connection that breaks after a call was sent: the outcome is unknown, and what may be repeated is repeated.
@Suite struct LostAnswerTests {
    private static func withForgetful(
        _ body: @escaping @Sendable (RedisStoreStage, ForgetfulSender, RedisAuthorizationStore) async throws -> Void
    ) async throws {
        try await withRedisStore { redis in
            let sender = ForgetfulSender(redis.link)
            let storage = RedisAuthorizationStore.over(sender, on: redis.loop, prefix: redis.prefix)
            try await body(redis, sender, storage)
        }
    }

    @Test func `the same rotation gets its result after the first answer was lost`() async throws {
        try await Self.withForgetful { redis, sender, storage in
            let session = Session.sample("f", client: nil)
            try await storage.createRefreshToken("r", accessSignature: "a", session)
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r")
            sender.losesAnswers = true
            let error = await refusal { () async throws(StorageError) in
                try await storage.rotateRefreshToken(rotation)
            }
            #expect(error?.code == .unavailable && error?.outcome == .unknown)
            sender.losesAnswers = false
            #expect(try await storage.rotateRefreshToken(rotation) == session)
            let other = await refusal { () async throws(StorageError) in
                try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: "r"))
            }
            #expect(other?.code == .tokenReused)
        }
    }

    @Test func `a code whose redemption has an unknown outcome counts as used`() async throws {
        try await Self.withForgetful { redis, sender, storage in
            try await storage.createAuthorizeCode("c", .sample(client: nil))
            sender.losesAnswers = true
            let error = await refusal { () async throws(StorageError) in try await storage.redeemAuthorizeCode("c") }
            #expect(error?.outcome == .unknown)
            sender.losesAnswers = false
            let again = await refusal { () async throws(StorageError) in try await storage.redeemAuthorizeCode("c") }
            #expect(again?.code == .codeUsed)
        }
    }

    /// The code is used up and the token exchanged: what follows is the look at the client, and it must not be taken for the
    /// whole.
    @Test func `what a script took and nobody could read to the end has an unknown outcome`() async throws {
        try await Self.withForgetful { redis, sender, storage in
            let session = Session.sample("f", client: .sample())
            try await storage.registerClient(.sample())
            try await storage.createAuthorizeCode("c", session)
            try await storage.createRefreshToken("r", accessSignature: "a", session)
            sender.losesAnswersTo = "GET"
            let redeemed = await refusal { () async throws(StorageError) in try await storage.redeemAuthorizeCode("c") }
            #expect(redeemed?.code == .unavailable && redeemed?.outcome == .unknown)
            let rotation = RefreshTokenRotation(requestID: "f", signature: "r")
            let rotated = await refusal { () async throws(StorageError) in
                try await storage.rotateRefreshToken(rotation)
            }
            #expect(rotated?.code == .unavailable && rotated?.outcome == .unknown)
            let again = await refusal { () async throws(StorageError) in try await storage.redeemAuthorizeCode("c") }
            #expect(again?.outcome == .failed, "this one did not take it")
            sender.losesAnswersTo = nil
            #expect(try await storage.rotateRefreshToken(rotation) == session)
        }
    }

    @Test func `a read has no outcome to be unknown`() async throws {
        try await Self.withForgetful { redis, sender, storage in
            try await storage.createAccessToken("a", .sample(client: nil))
            sender.losesAnswers = true
            let error = await refusal { () async throws(StorageError) in try await storage.getAccessToken("a") }
            #expect(error?.code == .unavailable && error?.outcome == .failed)
            #expect(error?.cause?.mayHaveTakenEffect == false)
        }
    }

    @Test func `the server closes after it was asked: unknown, and nothing secret is said`() async throws {
        let peer = try ScriptedPeer([.answer("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"), .ignore, .close])
        try await withLoop { loop in
            let isReady = Signal()
            let link = RedisLink(on: loop, to: peer.endpoint, as: .open) { if $0.isReady { isReady.fire() } }
            link.start()
            await isReady.wait()
            let storage = RedisAuthorizationStore.over(link, on: loop, prefix: .fresh())
            let error = await refusal { () async throws(StorageError) in
                try await storage.createAccessToken("signature-7", .sample("request-7", client: nil))
            }
            #expect(error?.code == .unavailable && error?.outcome == .unknown)
            let text = error.map { "\($0) \(String(reflecting: $0))" } ?? ""
            #expect(text.contains("createAccessToken") && text.contains("may have taken effect"))
            for secret in ["signature-7", "request-7", "openid"] { #expect(!text.contains(secret)) }
            link.close()
        }
    }

    @Test func `while Redis is away a call fails at once and without effect`() async throws {
        let port = try RefusingPort()
        try await withLoop { loop in
            let link = RedisLink(on: loop, to: port.endpoint, as: .open)
            link.start()
            let storage = RedisAuthorizationStore.over(link, on: loop, prefix: .fresh())
            let error = await refusal { () async throws(StorageError) in try await storage.createUser(User(id: "u")) }
            #expect(error?.code == .unavailable && error?.outcome == .failed)
            link.close()
        }
    }
}
