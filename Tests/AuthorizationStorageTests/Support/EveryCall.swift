import Credentials
import RedisLink

@testable import AuthorizationStorage

/// One call of the storage, with a reason to write something where it can.
struct NamedCall: Sendable {
    let name: String
    let run: @Sendable (RedisAuthorizationStore) async throws(StorageError) -> Void

    init(_ name: String, _ run: @escaping @Sendable (RedisAuthorizationStore) async throws(StorageError) -> Void) {
        self.name = name
        self.run = run
    }
}

/// A storage with something of everything in it, and every call upon it.
///
/// Each branch of a script in which a command stands that others have not has a call of its own: a client that can end
/// and must live longer, a row that gets an end, a row that changes its user.
enum EveryCall {
    static func setUp(_ storage: RedisAuthorizationStore, at now: WallTime) async throws(StorageError) {
        let (soon, late) = (now.advanced(bySeconds: 60), now.advanced(bySeconds: 600))
        try await storage.registerClient(client)
        try await storage.createAuthorizeCode("fresh", session(at: now))
        try await storage.createAuthorizeCode("used", session(at: now))
        try await storage.invalidateAuthorizeCode("used")
        try await storage.createPKCE("proof", session(at: now))
        for (signature, end) in [("access", soon), ("access-2", late)] {
            try await storage.createAccessToken(signature, session(at: now, until: end))
        }
        for signature in ["refresh", "refresh-2", "rotated"] {
            try await storage.createRefreshToken(signature, accessSignature: "access", session(at: now, until: late))
        }
        _ = try await storage.rotateRefreshToken(RefreshTokenRotation(requestID: "family", signature: "rotated"))
        try await storage.createAccessToken("access", session(at: now, until: soon))
        try await storage.createUser(User(id: "user"))
        for subject in ["1", "2"] {
            try await storage.createProviderIdentity(
                ProviderIdentity(userID: "user", providerID: "idp", subject: subject))
        }
        try await storage.storeUpstreamTokens(session: "session", provider: "endless", .sample(user: "user"))
        try await storage.storeUpstreamTokens(session: "session", provider: "q", .sample(user: "user", expiresAt: late))
        try await storage.storePendingAuthorization(state: "state", .sample(at: now))
        try await storage.setClientAssertionJWT("known", expiresAt: late)
    }

    static let client = RegisteredClient.sample("client", isDCRIssued: true)

    static func session(at now: WallTime, until end: WallTime? = nil, of family: String = "family") -> Session {
        let ends = end.map { [TokenKind.accessToken: $0, .refreshToken: $0] } ?? [:]
        return .sample(family, client: client, at: now, expiresAt: ends)
    }

    /// Later than a client ends that was registered now: it must live longer.
    private static func afterTheClient(_ now: WallTime) -> WallTime {
        now.advanced(bySeconds: Lifetime.clientSeconds + 3_600)
    }
}

/// Clients, codes and tokens.
extension EveryCall {
    static func ofSessions(at now: WallTime) -> [NamedCall] {
        let far = afterTheClient(now)
        let farCode = Session.sample("family", client: client, at: now, expiresAt: [.authorizeCode: far])
        return [
            NamedCall("registerClient") { (storage) async throws(StorageError) in
                try await storage.registerClient(client)
            },
            NamedCall("getClient") { (storage) async throws(StorageError) in
                _ = try await storage.getClient("client")
            },
            NamedCall("renewClientTTL") { (storage) async throws(StorageError) in
                try await storage.renewClientTTL(client)
            },
            NamedCall("createAuthorizeCode") { (storage) async throws(StorageError) in
                try await storage.createAuthorizeCode("new", farCode)
            },
            NamedCall("getAuthorizeCode") { (storage) async throws(StorageError) in
                _ = try await storage.getAuthorizeCode("fresh")
            },
            NamedCall("invalidateAuthorizeCode") { (storage) async throws(StorageError) in
                try await storage.invalidateAuthorizeCode("fresh")
            },
            NamedCall("redeemAuthorizeCode") { (storage) async throws(StorageError) in
                _ = try await storage.redeemAuthorizeCode("fresh")
            },
            NamedCall("createPKCE") { (storage) async throws(StorageError) in
                try await storage.createPKCE("new", farCode)
            },
            NamedCall("getPKCE") { (storage) async throws(StorageError) in _ = try await storage.getPKCE("proof") },
            NamedCall("deletePKCE") { (storage) async throws(StorageError) in try await storage.deletePKCE("proof") },
            NamedCall("createAccessToken") { (storage) async throws(StorageError) in
                try await storage.createAccessToken("new", session(at: now, until: far))
            },
            NamedCall("createAccessToken, of another family") { (storage) async throws(StorageError) in
                try await storage.createAccessToken("access", session(at: now, until: far, of: "other"))
            },
            NamedCall("getAccessToken") { (storage) async throws(StorageError) in
                _ = try await storage.getAccessToken("access")
            },
            NamedCall("deleteAccessToken") { (storage) async throws(StorageError) in
                try await storage.deleteAccessToken("access")
            },
            NamedCall("createRefreshToken") { (storage) async throws(StorageError) in
                try await storage.createRefreshToken("new", accessSignature: "a", session(at: now, until: far))
            },
            NamedCall("getRefreshToken") { (storage) async throws(StorageError) in
                _ = try await storage.getRefreshToken("refresh")
            },
            NamedCall("deleteRefreshToken") { (storage) async throws(StorageError) in
                try await storage.deleteRefreshToken("refresh")
            },
            NamedCall("rotateRefreshToken") { (storage) async throws(StorageError) in
                let rotation = RefreshTokenRotation(requestID: "family", signature: "refresh")
                _ = try await storage.rotateRefreshToken(rotation)
            },
            NamedCall("revokeAccessToken") { (storage) async throws(StorageError) in
                try await storage.revokeAccessToken(requestID: "family")
            },
            NamedCall("revokeRefreshToken") { (storage) async throws(StorageError) in
                try await storage.revokeRefreshToken(requestID: "family")
            },
            NamedCall("revokeFamily") { (storage) async throws(StorageError) in
                try await storage.revokeFamily(requestID: "family")
            },
        ]
    }
}
