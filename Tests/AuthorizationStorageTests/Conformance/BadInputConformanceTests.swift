import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct BadInputConformanceTests {
    @Test(arguments: Backing.allCases)
    func `what says nothing is an invalid request, and nothing is written`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            let identity = ProviderIdentity(userID: "", providerID: "p", subject: "s")
            for error in await [
                refusal { () async throws(StorageError) in try await storage.createAuthorizeCode("", .sample()) },
                refusal { () async throws(StorageError) in try await storage.createPKCE("", .sample()) },
                refusal { () async throws(StorageError) in try await storage.createAccessToken("", .sample()) },
                refusal { () async throws(StorageError) in
                    try await storage.createRefreshToken("", accessSignature: "a", .sample())
                },
                refusal { () async throws(StorageError) in try await storage.registerClient(.sample("")) },
                refusal { () async throws(StorageError) in try await storage.createUser(User(id: "")) },
                refusal { () async throws(StorageError) in try await storage.createUser(User(id: "upstream:x")) },
                refusal { () async throws(StorageError) in try await storage.createUser(User(id: "providers:x")) },
                refusal { () async throws(StorageError) in try await storage.createProviderIdentity(identity) },
                refusal { () async throws(StorageError) in
                    try await storage.storePendingAuthorization(state: "", .sample(at: stage.now))
                },
                refusal { () async throws(StorageError) in
                    try await storage.storeUpstreamTokens(session: "", provider: "p", nil)
                },
                refusal { () async throws(StorageError) in
                    try await storage.storeUpstreamTokens(session: "s", provider: "", nil)
                },
                refusal { () async throws(StorageError) in
                    _ = try await storage.getUpstreamTokens(session: "s", provider: "")
                },
                refusal { () async throws(StorageError) in
                    _ = try await storage.getLatestUpstreamTokens(user: "", provider: "p")
                },
                refusal { () async throws(StorageError) in
                    try await storage.deleteUpstreamTokens(session: "", provider: "p")
                },
                refusal { () throws(StorageError) in _ = try storage.upstreamRowID(session: "", provider: "p") },
                refusal { () async throws(StorageError) in
                    _ = try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "f", signature: ""))
                },
            ] {
                #expect(error?.code == .invalidRequest && error?.engineError == .invalidRequest)
                #expect(error?.outcome == .failed)
            }
            let rows = try await storage.getAllUpstreamTokens(session: "s")
            #expect(rows.isEmpty)
        }
    }

    /// The sessions without a request id would all be one family, and whoever ended it would end everybody's.
    @Test(arguments: Backing.allCases)
    func `an empty request id names no family`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            let session = Session.sample("", client: nil)
            try await storage.createAccessToken("other", .sample("f", client: nil))
            for error in await [
                refusal { () async throws(StorageError) in try await storage.createAuthorizeCode("c", session) },
                refusal { () async throws(StorageError) in try await storage.createPKCE("p", session) },
                refusal { () async throws(StorageError) in try await storage.createAccessToken("a", session) },
                refusal { () async throws(StorageError) in
                    try await storage.createRefreshToken("r", accessSignature: "a", session)
                },
                refusal { () async throws(StorageError) in
                    _ = try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "", signature: "r"))
                },
                refusal { () async throws(StorageError) in try await storage.revokeAccessToken(requestID: "") },
                refusal { () async throws(StorageError) in try await storage.revokeRefreshToken(requestID: "") },
                refusal { () async throws(StorageError) in try await storage.revokeFamily(requestID: "") },
            ] {
                #expect(error?.code == .invalidRequest && error?.outcome == .failed, "\(String(describing: error))")
            }
            #expect(await TokenConformanceTests.isGone(storage, access: "a"))
            #expect(await TokenConformanceTests.isGone(storage, refresh: "r"))
            _ = try await storage.getAccessToken("other")
        }
    }

    /// A number that no JSON can say.
    @Test(arguments: Backing.allCases)
    func `a session that cannot be said is an invalid request`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            var session = Session.sample()
            session.details.claims.extra["n"] = .list([.object(["x": .number(.infinity)])])
            let error = await refusal { [session] () async throws(StorageError) in
                try await stage.storage.createAccessToken("a", session)
            }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test(arguments: Backing.allCases)
    func `odd ids are ids like others, and no two of them are one`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            for (number, text) in OddTexts.all.enumerated() {
                let client = RegisteredClient.sample(text)
                try await storage.registerClient(client)
                try await storage.createAccessToken(text, .sample(text, client: client))
                try await storage.createAuthorizeCode(text, .sample("\(number)", client: client))
                try await storage.storeUpstreamTokens(
                    session: text, provider: text, .sample(text, user: text, access: "\(number)"))
                try await storage.createUser(User(id: text))
                try await storage.createProviderIdentity(
                    ProviderIdentity(userID: text, providerID: text, subject: text))
            }
            for (number, text) in OddTexts.all.enumerated() {
                #expect(Array(try await storage.getAccessToken(text).requestID.utf8) == Array(text.utf8))
                #expect(try await storage.redeemAuthorizeCode(text).requestID == "\(number)")
                let latest = try await storage.getLatestUpstreamTokens(user: text, provider: text)
                #expect(latest.accessToken.text == "\(number)")
                #expect(try await storage.getUserProviderIdentities(text).count == 1)
                #expect(try await storage.getAllUpstreamTokens(session: text).count == 1)
            }
            for text in OddTexts.all {
                try await storage.revokeAccessToken(requestID: text)
                try await storage.deleteUser(text)
                try await storage.revokeFamily(requestID: text)
            }
            for text in OddTexts.all {
                #expect(await TokenConformanceTests.isGone(storage, access: text))
                #expect(try await storage.getAllUpstreamTokens(session: text).isEmpty)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a form of a mebibyte comes back whole`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            var session = Session.sample(at: stage.now)
            session.form["large"] = [String(repeating: "å\"\\\n/", count: 1 << 18)]
            try await stage.storage.registerClient(.sample())
            try await stage.storage.createAccessToken("a", session)
            #expect(try await stage.storage.getAccessToken("a").form == session.form)
            try await stage.storage.deleteAccessToken("a")
        }
    }

    @Test(arguments: Backing.allCases)
    func `a closed storage says so, closing again is no error`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            try await stage.storage.health()
            await stage.storage.close()
            await stage.storage.close()
            for error in await [
                refusal { () async throws(StorageError) in try await stage.storage.health() },
                refusal { () async throws(StorageError) in _ = try await stage.storage.getAccessToken("a") },
                refusal { () async throws(StorageError) in try await stage.storage.createUser(User(id: "u")) },
            ] {
                #expect(error?.code == .closed && error?.outcome == .failed)
            }
        }
    }
}
