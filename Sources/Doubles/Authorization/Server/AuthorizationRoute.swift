/// Which endpoint of which tenant a request is for.
struct AuthorizationRoute: Equatable {
    let tenant: String
    let endpoint: AuthorizationFault.Endpoint
    /// The client in the path of a management request.
    let client: String

    private static let wellKnown = ["oauth-authorization-server", "openid-configuration"]

    /// Nil for what no endpoint is there for.
    init?(_ request: HTTPRequest) {
        var parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        // RFC 8414 puts its part before the path of the issuer, OpenID Connect after it.
        if parts.count == 4, parts[0] == ".well-known" { parts = Array(parts[2...]) + Array(parts[..<2]) }
        guard parts.count >= 3, parts[0] == "tenants", !parts[1].isEmpty else { return nil }
        tenant = parts[1]
        client = parts.count == 4 ? parts[3] : ""
        switch (request.method, parts[2], parts.count) {
        case ("GET", ".well-known", 4) where Self.wellKnown.contains(parts[3]): endpoint = .discovery
        case ("POST", "register", 3): endpoint = .register
        case ("GET", "register", 4): endpoint = .read
        case ("DELETE", "register", 4): endpoint = .delete
        case ("POST", "token", 3): endpoint = .token
        default: return nil
        }
    }
}
