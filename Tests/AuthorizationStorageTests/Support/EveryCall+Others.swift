import Credentials

@testable import AuthorizationStorage

/// Everything else.
extension EveryCall {
    static func ofOthers(at now: WallTime) -> [NamedCall] {
        let end = now.advanced(bySeconds: 60)
        return ofUpstream(end) + [
            NamedCall("storePendingAuthorization") { (storage) async throws(StorageError) in
                try await storage.storePendingAuthorization(state: "new", .sample(at: now))
            },
            NamedCall("loadPendingAuthorization") { (storage) async throws(StorageError) in
                _ = try await storage.loadPendingAuthorization(state: "state")
            },
            NamedCall("takePendingAuthorization") { (storage) async throws(StorageError) in
                _ = try await storage.takePendingAuthorization(state: "state")
            },
            NamedCall("deletePendingAuthorization") { (storage) async throws(StorageError) in
                try await storage.deletePendingAuthorization(state: "state")
            },
            NamedCall("createUser") { (storage) async throws(StorageError) in
                try await storage.createUser(User(id: "new"))
            },
            NamedCall("getUser") { (storage) async throws(StorageError) in _ = try await storage.getUser("user") },
            NamedCall("deleteUser") { (storage) async throws(StorageError) in try await storage.deleteUser("user") },
            NamedCall("createProviderIdentity") { (storage) async throws(StorageError) in
                try await storage.createProviderIdentity(
                    ProviderIdentity(userID: "user", providerID: "idp", subject: "new"))
            },
            NamedCall("getProviderIdentity") { (storage) async throws(StorageError) in
                _ = try await storage.getProviderIdentity(provider: "idp", subject: "1")
            },
            NamedCall("updateProviderIdentityLastUsed") { (storage) async throws(StorageError) in
                try await storage.updateProviderIdentityLastUsed(provider: "idp", subject: "1", at: now)
            },
            NamedCall("getUserProviderIdentities") { (storage) async throws(StorageError) in
                _ = try await storage.getUserProviderIdentities("user")
            },
            NamedCall("clientAssertionJWTValid") { (storage) async throws(StorageError) in
                try await storage.clientAssertionJWTValid("unknown")
            },
            NamedCall("setClientAssertionJWT") { (storage) async throws(StorageError) in
                try await storage.setClientAssertionJWT("new", expiresAt: end)
            },
            NamedCall("consumeAssertionJWT") { (storage) async throws(StorageError) in
                try await storage.consumeAssertionJWT(purpose: "p", issuer: "i", jti: "j", expiresAt: end)
            },
            NamedCall("health") { (storage) async throws(StorageError) in try await storage.health() },
        ]
    }

    private static func ofUpstream(_ end: WallTime) -> [NamedCall] {
        [
            NamedCall("storeUpstreamTokens") { (storage) async throws(StorageError) in
                try await storage.storeUpstreamTokens(session: "session", provider: "new", .sample(user: "user"))
            },
            NamedCall("storeUpstreamTokens, which gives a row an end") { (storage) async throws(StorageError) in
                try await storage.storeUpstreamTokens(
                    session: "session", provider: "endless", .sample(user: "user", expiresAt: end))
            },
            NamedCall("storeUpstreamTokens, which changes the user") { (storage) async throws(StorageError) in
                try await storage.storeUpstreamTokens(
                    session: "session", provider: "endless", .sample(user: "other", expiresAt: end))
            },
            NamedCall("getUpstreamTokens") { (storage) async throws(StorageError) in
                _ = try await storage.getUpstreamTokens(session: "session", provider: "endless")
            },
            NamedCall("getAllUpstreamTokens") { (storage) async throws(StorageError) in
                _ = try await storage.getAllUpstreamTokens(session: "session")
            },
            NamedCall("getLatestUpstreamTokens") { (storage) async throws(StorageError) in
                _ = try await storage.getLatestUpstreamTokens(user: "user", provider: "idp")
            },
            NamedCall("deleteUpstreamTokens") { (storage) async throws(StorageError) in
                try await storage.deleteUpstreamTokens(session: "session")
            },
            NamedCall("deleteUpstreamTokensForProvider") { (storage) async throws(StorageError) in
                try await storage.deleteUpstreamTokens(session: "session", provider: "endless")
            },
        ]
    }
}
