import Credentials

/// What follows from the settings alone, before anything is asked of anybody: the steps `validate` to
/// `resolve_upstream_id`.
package struct RegistrationPlan: Equatable, Sendable {
    package enum Source: Equatable, Sendable {
        /// The document there must say this issuer.
        case discovery(WebAddress, issuer: String)
        case endpoint(WebAddress)
    }

    package let key: RegistrationKey
    package let source: Source

    package static let longestName = 256
    package static let longestURL = WebAddress.longest
    package static let mostScopes = 256
    package static let longestScope = 256

    package init(_ settings: RegistrationSettings) throws(RegistrationFailure) {
        let issuer = settings.issuer
        try Self.step(.validate, issuer) { () throws(RegistrationFlaw) in try Self.validate(settings) }
        let redirectURI = try Self.step(.resolveRedirectURI, issuer) { () throws(RegistrationFlaw) in
            try Self.redirectURI(settings)
        }
        let (upstreamID, source) = try Self.step(.resolveUpstreamID, issuer, redirectURI) {
            () throws(RegistrationFlaw) in
            try Self.upstream(settings)
        }
        key = RegistrationKey(
            issuer: issuer, upstreamID: upstreamID, redirectURI: redirectURI,
            scopesHash: ScopesHash(of: settings.scopes))
        self.source = source
        try Self.step(.metadataDiscovery, issuer, redirectURI) { () throws(RegistrationFlaw) in
            try Self.check(source, settings)
        }
    }

    private static func step<Value>(
        _ step: RegistrationFailure.Step, _ issuer: String, _ redirectURI: String? = nil,
        _ body: () throws(RegistrationFlaw) -> Value
    ) throws(RegistrationFailure) -> Value {
        do throws(RegistrationFlaw) {
            return try body()
        } catch {
            throw RegistrationFailure(step, issuer: issuer, redirectURI: redirectURI, error)
        }
    }

    private static func validate(_ settings: RegistrationSettings) throws(RegistrationFlaw) {
        guard !settings.issuer.isEmpty else { throw .missing("issuer") }
        let hasDiscovery = settings.discoveryURL?.isEmpty == false
        guard hasDiscovery != (settings.registrationEndpoint?.isEmpty == false) else {
            throw .notExactlyOne("discovery_url", "registration_endpoint")
        }
        let urls = [
            ("issuer", settings.issuer), ("redirect_uri", settings.redirectURI),
            ("discovery_url", settings.discoveryURL), ("registration_endpoint", settings.registrationEndpoint),
            ("authorization_endpoint", settings.authorizationEndpoint), ("token_endpoint", settings.tokenEndpoint),
        ]
        for (name, url) in urls where (url?.utf8.count ?? 0) > longestURL { throw .tooLong(name) }
        guard settings.clientName.utf8.count <= longestName else { throw .tooLong("client_name") }
        let isLong = settings.scopes.count > mostScopes || settings.scopes.contains { $0.utf8.count > longestScope }
        guard !isLong else { throw .tooLong("scopes") }
        guard settings.initialAccessToken?.fitsIntoHeader ?? true else {
            throw .unreadable("initial_access_token has bytes that no header may carry")
        }
    }

    /// The explicit one, or the issuer's path and `/oauth/callback`.
    private static func redirectURI(_ settings: RegistrationSettings) throws(RegistrationFlaw) -> String {
        let url = settings.redirectURI.flatMap { $0.isEmpty ? nil : $0 } ?? ownCallback(settings.issuer)
        guard let address = WebAddress(url) else { throw .badURL("redirect_uri") }
        guard address.isSecure else { throw .insecureURL("redirect_uri") }
        return url
    }

    private static func ownCallback(_ issuer: String) -> String {
        var bytes = Array(issuer.utf8)
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self) + "/oauth/callback"
    }

    private static func upstream(_ settings: RegistrationSettings) throws(RegistrationFlaw) -> (String, Source) {
        if let endpoint = settings.registrationEndpoint, !endpoint.isEmpty {
            guard let address = WebAddress(endpoint) else { throw .badURL("registration_endpoint") }
            return (endpoint, .endpoint(address))
        }
        let url = settings.discoveryURL ?? ""
        guard let address = WebAddress(url) else { throw .badURL("discovery_url") }
        let issuer = try IssuerOfDiscovery.issuer(of: url)
        return (issuer, .discovery(address, issuer: issuer))
    }

    private static func check(_ source: Source, _ settings: RegistrationSettings) throws(RegistrationFlaw) {
        switch source {
        case .discovery(let address, _): guard address.isSecure else { throw .insecureURL("discovery_url") }
        case .endpoint(let address):
            let rule = EndpointRule(settings, issuer: nil)
            _ = try rule.check(
                address.text, "registration_endpoint", isConfigured: !settings.hasServerSuppliedEndpoints)
        }
    }
}
