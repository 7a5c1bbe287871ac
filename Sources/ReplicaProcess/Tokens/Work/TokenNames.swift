import AuthorizationStorage
import Credentials

/// What the tokens of a run are called in the storage, and what stands behind them: derived from the run's secret and the
/// number of the family, so that every process of the run can use what another one made.
package struct TokenNames: Sendable {
    private let load: TokenLoad
    private let secrets: DerivedTexts
    package let prefix: KeyPrefix
    /// The one client of the run; it came by registration, and so it would end if nobody used it.
    package let client = RegisteredClient(
        id: "client-of-the-run", redirectURIs: ["https://app.demo.test/oauth/callback"],
        grantTypes: ["authorization_code", "refresh_token"], responseTypes: ["code"], scopes: scopes,
        isMarkedPublic: true, tokenEndpointAuthMethod: "none", isDCRIssued: true)
    package static let provider = "idp"
    private static let scopes = ["openid", "profile", "offline_access"]

    /// Nil for a prefix that no storage has.
    package init?(_ work: TokenWork) {
        guard let prefix = KeyPrefix(work.prefix) else { return nil }
        self.prefix = prefix
        load = work.load
        secrets = DerivedTexts(from: work.secret)
    }

    package func requestID(_ family: UInt32) -> String { "family-\(family)" }
    package func access(_ family: UInt32, _ generation: UInt32) -> String {
        secrets.text(for: "access/\(family)/\(generation)")
    }
    /// The second access token of a mixed family, and one that is added at the end.
    func brief(_ family: UInt32, _ generation: UInt32) -> String { secrets.text(for: "brief/\(family)/\(generation)") }
    func last(_ family: UInt32) -> String { secrets.text(for: "last/\(family)") }
    package func refresh(_ family: UInt32, _ generation: UInt32) -> String {
        secrets.text(for: "refresh/\(family)/\(generation)")
    }
    package func code(_ family: UInt32) -> String { secrets.text(for: "code/\(family)") }
    package func user(_ user: UInt32) -> String { "user-\(user)" }
    package func subject(_ user: UInt32) -> String { "subject-\(user)" }

    /// How long the second access token of a mixed family lives, nanoseconds.
    package static let briefLife: UInt64 = 150_000_000

    /// The session of a family, as whoever issues tokens for it now has it.
    ///
    /// - Parameter accessTTL: nil: as long as the load says.
    package func session(_ family: UInt32, at now: WallTime, accessTTL: UInt64? = nil) -> Session {
        let user = user(load.user(of: family))
        let details = SessionDetails(
            claims: JWTClaims(
                subject: user, issuer: "https://gw.demo.test", audience: ["https://api.demo.test"], issuedAt: now,
                scope: Self.scopes, extra: ["client_id": .text(client.id)]),
            expiresAt: [
                .accessToken: now.advanced(byNanoseconds: Int64(clamping: accessTTL ?? load.accessTTL)),
                .refreshToken: now.advanced(byNanoseconds: Int64(clamping: load.refreshTTL)),
                .authorizeCode: now.advanced(byNanoseconds: Int64(clamping: load.codeTTL)),
            ], username: user, subject: user, upstreamSessionID: requestID(family))
        return Session(
            requestID: requestID(family), client: client, requestedAt: now, requestedScopes: Self.scopes,
            grantedScopes: Self.scopes, grantedAudience: ["https://api.demo.test"], details: details)
    }

    /// What the identity provider gave for a session.
    package func upstreamTokens(_ family: UInt32, at now: WallTime) -> UpstreamTokens {
        UpstreamTokens(
            providerID: Self.provider, accessToken: Secret(text: secrets.text(for: "upstream/\(family)")),
            expiresAt: now.advanced(byNanoseconds: Int64(clamping: load.accessTTL)),
            userID: user(load.user(of: family)), upstreamSubject: subject(load.user(of: family)), clientID: client.id)
    }
}
