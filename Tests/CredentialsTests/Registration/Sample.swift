@testable import Credentials

/// Registrations to write down shortly.
enum Sample {
    static let now = WallTime(milliseconds: 1_790_000_000_500)

    static func key(_ upstream: String = "https://idp.demo.test") -> RegistrationKey {
        RegistrationKey(
            issuer: "https://gw.demo.test", upstreamID: upstream, redirectURI: "https://gw.demo.test/oauth/callback",
            scopesHash: ScopesHash(of: ["openid"]))
    }

    static func registration(_ id: String = "client-1", expiresAt: Int64 = 0) -> Registration {
        Registration(
            key: key(), version: Version(epoch: Epoch(1_790_000_000_000) ?? .zero, nonce: Nonce(bits: 7)),
            clientID: id, clientSecret: Secret(text: "s3cr\"et/\u{E9}"), authMethod: "client_secret_basic",
            managementToken: Secret(text: "manage"), managementURI: "https://idp.demo.test/register/1",
            authorizationEndpoint: "https://idp.demo.test/authorize", tokenEndpoint: "https://idp.demo.test/token",
            createdAt: UnixSeconds(1_790_000_000), secretExpiresAt: UnixSeconds(expiresAt))
    }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
