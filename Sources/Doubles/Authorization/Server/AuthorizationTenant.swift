import Credentials

/// One issuer of the double: what it advertises, and what it asks for.
package struct AuthorizationTenant: Equatable, Sendable {
    /// The last part of its issuer, `http://127.0.0.1:PORT/tenants/NAME`.
    package var name: String
    /// Nil: everybody may register.
    package var initialAccessToken: Secret?
    /// Seconds that a client's secret lives; nil for ever.
    package var secretLife: Int64?
    /// Nil: the document does not say.
    package var authMethods: [String]? = ["client_secret_basic", "client_secret_post", "none"]
    package var challenges = ["S256"]
    package var scopes = ["openid", "profile"]
    /// Whether the document names the endpoint that registers; it is there all the same.
    package var namesRegistration = true
    /// RFC 7592: a registration can be looked at and withdrawn.
    package var managesClients = true
    /// Nanoseconds before each answer begins, beside what a fault adds.
    package var latency: UInt64 = 0

    package init(name: String, initialAccessToken: Secret? = nil, secretLife: Int64? = nil) {
        self.name = name
        self.initialAccessToken = initialAccessToken
        self.secretLife = secretLife
    }
}
