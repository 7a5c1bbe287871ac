import Credentials

/// Where requests may go, and where a fleet's secrets may be sent.
struct EndpointRule {
    /// A URL that passed, and whether its host may turn out to be on a private network.
    struct Endpoint: Equatable, Sendable {
        let url: String
        let mayBePrivate: Bool
    }

    private let allowsPrivate: Bool
    private let issuer: WebAddress?

    /// - Parameter issuer: what the discovery URL stands for: a host that the operator configured.
    init(_ settings: RegistrationSettings, issuer: String?) {
        allowsPrivate = settings.allowsPrivateAddresses
        self.issuer = issuer.flatMap(WebAddress.init)
    }

    /// https, or http to the own machine. What a server names on another host than the configured one must not be on a
    /// private network: else whoever writes the document chooses where the replica's requests go.
    func check(_ url: String, _ name: String, isConfigured: Bool) throws(RegistrationFlaw) -> Endpoint {
        guard let address = WebAddress(url) else { throw .badURL(name) }
        let isOurs = isConfigured || issuer?.hasSameAuthority(as: address) == true
        if !isOurs, !allowsPrivate, address.isPrivate { throw .privateAddress(name) }
        guard address.isSecure else { throw .insecureURL(name) }
        return Endpoint(url: url, mayBePrivate: allowsPrivate || isOurs && address.isLoopback)
    }
}

/// Everything that is known about the server before the call that registers.
struct RegistrationEndpoints: Equatable, Sendable {
    let registration: EndpointRule.Endpoint
    let authorization: String
    let token: String
    let authMethod: ClientAuthMethod
    /// What is asked for.
    let scopes: [String]
}

extension RegistrationEndpoints {
    /// From a document whose issuer must be the one that its URL stands for, byte for byte.
    init(
        _ metadata: ServerMetadata, issuer: String, _ settings: RegistrationSettings
    ) throws(RegistrationFlaw) {
        guard metadata.issuer.utf8.elementsEqual(issuer.utf8) else { throw .issuerMismatch }
        let rule = EndpointRule(settings, issuer: issuer)
        let named = metadata.registrationEndpoint
        registration = try rule.check(
            named.isEmpty ? issuer + "/register" : named, "registration_endpoint", isConfigured: named.isEmpty)
        authorization = try rule.endpoint(
            "authorization_endpoint", settings.authorizationEndpoint, metadata.authorizationEndpoint, settings)
        token = try rule.endpoint("token_endpoint", settings.tokenEndpoint, metadata.tokenEndpoint, settings)
        authMethod = .basic
        scopes = settings.scopes.isEmpty ? metadata.scopes : settings.scopes
    }

    /// From the settings alone.
    init(endpoint: WebAddress, _ settings: RegistrationSettings) throws(RegistrationFlaw) {
        let rule = EndpointRule(settings, issuer: nil)
        registration = try rule.check(
            endpoint.text, "registration_endpoint", isConfigured: !settings.hasServerSuppliedEndpoints)
        authorization = try rule.endpoint("authorization_endpoint", settings.authorizationEndpoint, "", settings)
        token = try rule.endpoint("token_endpoint", settings.tokenEndpoint, "", settings)
        authMethod = .basic
        scopes = settings.scopes
    }

    private init(_ other: RegistrationEndpoints, authMethod: ClientAuthMethod) {
        registration = other.registration
        authorization = other.authorization
        token = other.token
        scopes = other.scopes
        self.authMethod = authMethod
    }

    /// The step `select_auth_method`.
    func choosing(
        advertised: [String]?, challenges: [String], isPublic: Bool
    ) throws(RegistrationFlaw) -> RegistrationEndpoints {
        RegistrationEndpoints(
            self, authMethod: try .chosen(advertised: advertised, challenges: challenges, isPublic: isPublic))
    }
}

extension EndpointRule {
    /// The explicit one wins over the document's.
    fileprivate func endpoint(
        _ name: String, _ explicit: String?, _ found: String, _ settings: RegistrationSettings
    ) throws(RegistrationFlaw) -> String {
        if let explicit, !explicit.isEmpty {
            return try check(explicit, name, isConfigured: !settings.hasServerSuppliedEndpoints).url
        }
        guard !found.isEmpty else { throw .missing(name) }
        return try check(found, name, isConfigured: false).url
    }
}
