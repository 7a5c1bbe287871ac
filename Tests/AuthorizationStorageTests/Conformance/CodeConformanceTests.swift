import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct CodeConformanceTests {
    private static func withCode(
        _ backing: Backing, _ body: @escaping @Sendable (StoreStage, Session) async throws -> Void
    ) async throws {
        try await backing.withStore { stage in
            let session = Session.sample(at: stage.now)
            try await stage.storage.registerClient(.sample())
            try await stage.storage.createAuthorizeCode("code", session)
            try await body(stage, session)
        }
    }

    /// Fix 6: the whole of it, claims and all, or the refresh breaks later.
    @Test(arguments: Backing.allCases)
    func `a session comes back whole`(_ backing: Backing) async throws {
        try await Self.withCode(backing) { stage, session in
            let read = try await stage.storage.getAuthorizeCode("code")
            #expect(read == session)
            #expect(read.details.claims == session.details.claims)
        }
    }

    @Test(arguments: Backing.allCases)
    func `of two that redeem a code one gets it, the other learns that it was used`(_ backing: Backing) async throws {
        try await Self.withCode(backing) { stage, session in
            let redeemed = try await stage.storage.redeemAuthorizeCode("code")
            #expect(redeemed == session)
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.redeemAuthorizeCode("code")
            }
            #expect(error?.code == .codeUsed && error?.engineError == .invalidatedAuthorizeCode)
            #expect(error?.session == session && error?.requestID == session.requestID)
        }
    }

    /// Fix 5: the code must not go before its mark, or a replay looks like a code that never was.
    @Test(arguments: Backing.allCases)
    func `a replay is recognised for half an hour after the use, however late that was`(_ backing: Backing) async throws
    {
        try await Self.withCode(backing) { stage, session in
            try await stage.pass(seconds: Lifetime.authorizeCodeSeconds - 10)
            try await stage.storage.invalidateAuthorizeCode("code")
            try await stage.pass(seconds: Lifetime.usedCodeSeconds - 10)
            let replay = await refusal { () async throws(StorageError) in
                try await stage.storage.getAuthorizeCode("code")
            }
            #expect(replay?.code == .codeUsed && replay?.session == session)
            try await stage.pass(seconds: 11)
            let late = await refusal { () async throws(StorageError) in
                try await stage.storage.getAuthorizeCode("code")
            }
            #expect(late?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `invalidating again is no error, and what is not there is not found`(_ backing: Backing) async throws {
        try await Self.withCode(backing) { stage, _ in
            try await stage.storage.invalidateAuthorizeCode("code")
            try await stage.storage.invalidateAuthorizeCode("code")
            for error in await [
                refusal { () async throws(StorageError) in try await stage.storage.invalidateAuthorizeCode("none") },
                refusal { () async throws(StorageError) in _ = try await stage.storage.redeemAuthorizeCode("none") },
                refusal { () async throws(StorageError) in _ = try await stage.storage.getAuthorizeCode("none") },
            ] {
                #expect(error?.sentinel == .notFound && error?.engineError == .notFound)
            }
        }
    }

    @Test(arguments: Backing.allCases, [nil, 100] as [Int64?])
    func `a code lives for ten minutes, or as long as its session says`(
        _ backing: Backing, seconds: Int64?
    ) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample())
            let ends = seconds.map { [TokenKind.authorizeCode: stage.now.advanced(bySeconds: $0)] } ?? [:]
            try await stage.storage.createAuthorizeCode("code", .sample(expiresAt: ends))
            try await stage.pass(seconds: (seconds ?? Lifetime.authorizeCodeSeconds) - 5)
            _ = try await stage.storage.getAuthorizeCode("code")
            try await stage.pass(seconds: 6)
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.getAuthorizeCode("code")
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `of two that delete a proof key one does it`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.registerClient(.sample())
            try await stage.storage.createPKCE("proof", .sample("first"))
            try await stage.storage.createPKCE("proof", .sample("second"))
            #expect(try await stage.storage.getPKCE("proof").requestID == "second")
            try await stage.storage.deletePKCE("proof")
            for error in await [
                refusal { () async throws(StorageError) in try await stage.storage.deletePKCE("proof") },
                refusal { () async throws(StorageError) in _ = try await stage.storage.getPKCE("proof") },
            ] {
                #expect(error?.code == .notFound)
            }
        }
    }

    /// Fix 28: a grant without a client has a stand-in, which no row of ours stands for.
    @Test(arguments: Backing.allCases)
    func `a synthetic client is rebuilt, and a session without a client has none`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let synthetic = RegisteredClient.synthetic(id: "synthetic:machine")
            try await stage.storage.createAuthorizeCode("a", .sample(client: synthetic))
            try await stage.storage.createAuthorizeCode("b", .sample(client: nil))
            let read = try await stage.storage.getAuthorizeCode("a")
            #expect(read.client == synthetic && read.client?.isPublic == true)
            #expect(try await stage.storage.getAuthorizeCode("b").client == nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a session whose client is gone cannot be read`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.createAuthorizeCode("code", .sample(client: .sample("gone")))
            let error = await refusal { () async throws(StorageError) in
                try await stage.storage.getAuthorizeCode("code")
            }
            #expect(error?.sentinel == .notFound && error?.outcome == .failed)
        }
    }

    /// The session cannot be read, but the code is used up: whoever says "without effect" then is wrong.
    @Test(arguments: Backing.allCases)
    func `a code that was redeemed for a client that is gone has an unknown outcome`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.createAuthorizeCode("code", .sample(client: .sample("gone")))
            let first = await refusal { () async throws(StorageError) in
                try await stage.storage.redeemAuthorizeCode("code")
            }
            #expect(first?.sentinel == .notFound && first?.outcome == .unknown)
            let second = await refusal { () async throws(StorageError) in
                try await stage.storage.redeemAuthorizeCode("code")
            }
            #expect(second?.sentinel == .notFound && second?.outcome == .failed, "this one did not take it")
            try await stage.storage.registerClient(.sample("gone"))
            let third = await refusal { () async throws(StorageError) in
                try await stage.storage.redeemAuthorizeCode("code")
            }
            #expect(third?.code == .codeUsed)
        }
    }

    /// Fix 5, once more: a replay must be recognised also when the client's registration would have ended meanwhile.
    @Test(arguments: Backing.allCases, [false, true])
    func `a client outlives the mark of a code that was used`(_ backing: Backing, isRedeemed: Bool) async throws {
        try await backing.withStore { stage in
            let client = RegisteredClient.sample(isDCRIssued: true)
            try await stage.storage.registerClient(client)
            try await stage.pass(seconds: Lifetime.clientSeconds - 700)
            let session = Session.sample(client: client, at: stage.now)
            try await stage.storage.createAuthorizeCode("code", session)
            try await stage.pass(seconds: 500)
            if isRedeemed {
                _ = try await stage.storage.redeemAuthorizeCode("code")
            } else {
                try await stage.storage.invalidateAuthorizeCode("code")
            }
            try await stage.pass(seconds: Lifetime.usedCodeSeconds - 10)
            let replay = await refusal { () async throws(StorageError) in
                try await stage.storage.redeemAuthorizeCode("code")
            }
            #expect(replay?.code == .codeUsed && replay?.session == session)
            try await stage.pass(seconds: 11)
            let late = await refusal { () async throws(StorageError) in try await stage.storage.getClient("client-1") }
            #expect(late?.code == .notFound, "and no longer than that")
        }
    }
}
