import Credentials

@testable import AuthorizationStorage

extension Session {
    /// A session with something in every field.
    static func sample(
        _ requestID: String = "request-1", client: RegisteredClient? = .sample(), at now: WallTime = SystemClock.now(),
        expiresAt: [TokenKind: WallTime] = [:]
    ) -> Session {
        Session(
            requestID: requestID, client: client, requestedAt: now, requestedScopes: ["openid", "profile"],
            grantedScopes: ["openid"], requestedAudience: ["https://api.demo.test"],
            grantedAudience: ["https://api.demo.test"],
            form: ["scope": ["openid profile"], "resource": ["a", "b"], "empty": []],
            details: .sample(at: now, expiresAt: expiresAt))
    }

    /// Ends that many seconds after `now`, for one kind of token.
    static func ending(_ kind: TokenKind, in seconds: Int64, _ requestID: String = "request-1", at now: WallTime)
        -> Session
    {
        sample(requestID, expiresAt: [kind: now.advanced(bySeconds: seconds)])
    }
}

extension SessionDetails {
    static func sample(at now: WallTime, expiresAt: [TokenKind: WallTime]) -> SessionDetails {
        SessionDetails(
            claims: JWTClaims(
                subject: "user-7", issuer: "https://gw.demo.test", audience: ["a", "b"], id: "jti-1",
                issuedAt: now, expiresAt: now.advanced(bySeconds: 3600), scope: ["openid"],
                extra: [
                    "tsid": .text("session-9"), "client_id": .text("client-1"), "name": .text("Åsa \"Ö\" / \u{1F511}"),
                    "email": .null, "level": .integer(9_007_199_254_740_993), "share": .number(0.5),
                    "flags": .list([.flag(true), .list([]), .object(["deep": .object([:])])]),
                ]),
            headers: ["kid": .text("key-1")], expiresAt: expiresAt, username: "asa", subject: "user-7",
            upstreamSessionID: "session-9")
    }
}

extension RegisteredClient {
    static func sample(_ id: String = "client-1", isDCRIssued: Bool = false) -> RegisteredClient {
        RegisteredClient(
            id: id, secretHash: Secret(bytes: [0, 255, 10, 34]), redirectURIs: ["https://app.demo.test/cb?x=1&y=2"],
            grantTypes: ["authorization_code", "refresh_token"], responseTypes: ["code"], scopes: ["openid"],
            audience: [], tokenEndpointAuthMethod: "client_secret_basic", isDCRIssued: isDCRIssued)
    }

    static func publicOne(_ id: String, isDCRIssued: Bool = true) -> RegisteredClient {
        RegisteredClient(id: id, isMarkedPublic: true, tokenEndpointAuthMethod: "none", isDCRIssued: isDCRIssued)
    }
}

extension UpstreamTokens {
    static func sample(
        _ provider: String = "idp", user: String = "user-7", expiresAt: WallTime? = nil,
        sessionExpiresAt: WallTime? = nil, access: String = "access-text"
    ) -> UpstreamTokens {
        UpstreamTokens(
            providerID: provider, accessToken: Secret(text: access), refreshToken: Secret(text: "refresh-text"),
            idToken: Secret(text: "id-text"), expiresAt: expiresAt, sessionExpiresAt: sessionExpiresAt, userID: user,
            upstreamSubject: "sub", clientID: "upstream-client")
    }
}

extension PendingAuthorization {
    static func sample(at now: WallTime) -> PendingAuthorization {
        PendingAuthorization(
            clientID: "client-1", redirectURI: "https://app.demo.test/cb", state: "their-state", pkceChallenge: "c",
            pkceMethod: "S256", scopes: ["openid", "profile"], internalState: "ours",
            upstreamPKCEVerifier: Secret(text: "verifier"), upstreamNonce: "nonce", upstreamProviderName: "idp",
            sessionID: "session-9", resolvedUserID: "user-7", resolvedUserName: "asa",
            resolvedUserEmail: "asa@demo.test", isSingleLeg: true, chainUpstreams: ["b", "c"],
            createdAt: now.wholeSeconds)
    }
}

/// Texts that break what assumes too much: each is a good id.
enum OddTexts {
    static let all = [
        "a:b", "::", "4:abcd:e", "idx:x", "å", "a\u{30A}", "\u{1F511}", "{x}", "*?[", " \t\n", "a\u{0}b",
        String(repeating: "x", count: 4096),
    ]
}
