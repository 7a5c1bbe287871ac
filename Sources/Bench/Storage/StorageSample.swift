import AuthorizationStorage
import Credentials

/// What is stored: sessions of about a kibibyte, as an authorization server has them.
struct StorageSample: Sendable {
    static let prefix = "kq:auth:{bench:storage}:"
    let client = RegisteredClient(
        id: "client-0f3a", secretHash: Secret(text: "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"),
        redirectURIs: ["https://app.demo.test/oauth/callback"], grantTypes: ["authorization_code", "refresh_token"],
        responseTypes: ["code"], scopes: ["openid", "profile", "email", "offline_access"],
        tokenEndpointAuthMethod: "client_secret_basic")

    func signature(_ number: Int) -> String { "Zr1xV0Qm8yTq4uHkN2bLw7cPd5sEa9gJ-\(number)" }

    func session(_ number: Int, at now: WallTime) -> Session {
        let scopes = ["openid", "profile", "email", "offline_access"]
        return Session(
            requestID: "3f1c0d52-7a44-4f0e-9a6b-\(number)", client: client, requestedAt: now,
            requestedScopes: scopes, grantedScopes: scopes, requestedAudience: ["https://api.demo.test"],
            grantedAudience: ["https://api.demo.test"],
            form: [
                "scope": ["openid profile email offline_access"], "response_type": ["code"],
                "redirect_uri": ["https://app.demo.test/oauth/callback"], "state": ["f81d4fae7dec11d0a76500a0"],
                "code_challenge": ["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
            ], details: details(number, at: now))
    }

    private func details(_ number: Int, at now: WallTime) -> SessionDetails {
        let end = now.advanced(byNanoseconds: 3_600_000_000_000)
        return SessionDetails(
            claims: JWTClaims(
                subject: "user-\(number)", issuer: "https://gw.demo.test", audience: ["https://api.demo.test"],
                id: "jti-\(number)", issuedAt: now, expiresAt: end, scope: ["openid", "profile"],
                extra: [
                    "tsid": .text("5b0e9f1d-\(number)"), "client_id": .text(client.id), "name": .text("Asa Berg"),
                    "email": .text("asa@demo.test"),
                ]),
            headers: ["kid": .text("key-1")], expiresAt: [.accessToken: end], username: "asa",
            subject: "user-\(number)", upstreamSessionID: "5b0e9f1d-\(number)")
    }
}
