import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct UserConformanceTests {
    private static func identity(
        _ subject: String, of user: String = "u", at provider: String = "idp", used: WallTime? = nil
    ) -> ProviderIdentity {
        ProviderIdentity(userID: user, providerID: provider, subject: subject, lastUsedAt: used)
    }

    @Test(arguments: Backing.allCases)
    func `a user comes back in whole seconds, times that are missing too`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let user = User(id: "u", createdAt: stage.now, updatedAt: nil)
            try await stage.storage.createUser(user)
            let read = try await stage.storage.getUser("u")
            #expect(read == User(id: "u", createdAt: stage.now.wholeSeconds))
            let again = await refusal { () async throws(StorageError) in
                try await stage.storage.createUser(User(id: "u"))
            }
            #expect(again?.sentinel == .alreadyExists)
            #expect(try await stage.storage.getUser("u") == read)
        }
    }

    @Test(arguments: Backing.allCases)
    func `who is not there is not found, which the engine knows nothing of`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            for error in await [
                refusal { () async throws(StorageError) in _ = try await storage.getUser("nobody") },
                refusal { () async throws(StorageError) in try await storage.deleteUser("nobody") },
                refusal { () async throws(StorageError) in _ = try await storage.getUserProviderIdentities("nobody") },
                refusal { () async throws(StorageError) in
                    _ = try await storage.getProviderIdentity(provider: "p", subject: "s")
                },
                refusal { () async throws(StorageError) in
                    try await storage.updateProviderIdentityLastUsed(provider: "p", subject: "s", at: stage.now)
                },
                refusal { () async throws(StorageError) in
                    try await storage.createProviderIdentity(Self.identity("s", of: "nobody"))
                },
            ] {
                #expect(error?.sentinel == .notFound && error?.engineError == nil)
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a pair of provider and subject belongs to one user`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            try await storage.createUser(User(id: "u"))
            try await storage.createUser(User(id: "v"))
            let identity = Self.identity("s", used: stage.now.wholeSeconds)
            try await storage.createProviderIdentity(identity)
            for user in ["u", "v"] {
                let error = await refusal { () async throws(StorageError) in
                    try await storage.createProviderIdentity(Self.identity("s", of: user))
                }
                #expect(error?.sentinel == .alreadyExists)
            }
            #expect(try await storage.getProviderIdentity(provider: "idp", subject: "s") == identity)
            #expect(try await storage.getUserProviderIdentities("u") == [identity])
            #expect(try await storage.getUserProviderIdentities("v").isEmpty)
        }
    }

    /// Fix 1, and no lost update of last-used.
    @Test(arguments: Backing.allCases)
    func `the last use changes alone, and never back`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            let now = stage.now.wholeSeconds
            try await storage.createUser(User(id: "u"))
            var identity = Self.identity("s \u{1F511} \"/\\")
            identity.linkedAt = now
            try await storage.createProviderIdentity(identity)
            for (seconds, expected) in [(10, 10), (5, 10), (20, 20)] as [(Int64, Int64)] {
                try await storage.updateProviderIdentityLastUsed(
                    provider: "idp", subject: identity.subject, at: now.advanced(bySeconds: seconds))
                identity.lastUsedAt = now.advanced(bySeconds: expected)
                #expect(
                    try await storage.getProviderIdentity(provider: "idp", subject: identity.subject) == identity)
            }
        }
    }

    /// Hazard 51: with the user goes everything that hangs on it, and the identities may be linked anew.
    @Test(arguments: Backing.allCases)
    func `deleting a user takes identities and upstream tokens, and nobody else's`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            for user in ["u", "v"] {
                try await storage.createUser(User(id: user))
                try await storage.createProviderIdentity(Self.identity("s-\(user)", of: user))
                try await storage.storeUpstreamTokens(session: "shared", provider: user, .sample(user: user))
            }
            try await storage.deleteUser("u")
            #expect(try await storage.getAllUpstreamTokens(session: "shared").map(\.provider) == ["v"])
            #expect(try await storage.getUserProviderIdentities("v").count == 1)
            try await storage.createUser(User(id: "u"))
            #expect(try await storage.getUserProviderIdentities("u").isEmpty)
            try await storage.createProviderIdentity(Self.identity("s-u"))
            let latest = await refusal { () async throws(StorageError) in
                try await storage.getLatestUpstreamTokens(user: "u", provider: "idp")
            }
            #expect(latest?.code == .notFound)
        }
    }

    @Test(arguments: Backing.allCases)
    func `identities come in the order of provider and subject`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            try await storage.createUser(User(id: "u"))
            for (provider, subject) in [("b", "1"), ("a", "2"), ("a", "1"), ("å", "0")] {
                try await storage.createProviderIdentity(Self.identity(subject, at: provider))
            }
            let read = try await storage.getUserProviderIdentities("u").map { $0.providerID + $0.subject }
            #expect(read == ["a1", "a2", "b1", "å0"])
        }
    }
}
