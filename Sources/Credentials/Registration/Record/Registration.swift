/// One client registration (RFC 7591), as the store keeps it for a whole fleet.
public struct Registration: Equatable, Sendable {
    public var key: RegistrationKey
    /// Its generation and nonce: the store makes the generation, the nonce is the registrant's. The larger one wins.
    public var version: Version
    /// For whoever looks at a row; nothing reads it.
    public var providerName: String
    public var clientID: String
    /// Nil for a public client.
    public var clientSecret: Secret?
    public var authMethod: String
    /// With it and ``managementURI`` the registration can be withdrawn (RFC 7592).
    public var managementToken: Secret?
    public var managementURI: String
    public var authorizationEndpoint: String
    public var tokenEndpoint: String
    public var createdAt: UnixSeconds?
    /// Nil for a secret that never expires.
    public var secretExpiresAt: UnixSeconds?

    public init(
        key: RegistrationKey, version: Version = .unstored, providerName: String = "", clientID: String,
        clientSecret: Secret? = nil, authMethod: String = "", managementToken: Secret? = nil,
        managementURI: String = "", authorizationEndpoint: String, tokenEndpoint: String,
        createdAt: UnixSeconds? = nil, secretExpiresAt: UnixSeconds? = nil
    ) {
        self.key = key
        self.version = version
        self.providerName = providerName
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.authMethod = authMethod
        self.managementToken = managementToken
        self.managementURI = managementURI
        self.authorizationEndpoint = authorizationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.createdAt = createdAt
        self.secretExpiresAt = secretExpiresAt
    }

    /// True from the first instant after the secret's end.
    public func isExpired(at now: WallTime) -> Bool { secretExpiresAt?.isPast(at: now) ?? false }

    /// Whether both name the same client at the authorization server, byte for byte.
    public func isSameClient(as other: Registration) -> Bool { clientID.utf8.elementsEqual(other.clientID.utf8) }

    /// The name of the first part without which nothing may be stored; nil for a whole registration.
    public var missingPart: String? {
        let parts = [
            ("key.issuer", key.issuer), ("key.upstream_id", key.upstreamID), ("key.redirect_uri", key.redirectURI),
            ("key.scopes_hash", key.scopesHash.text), ("client_id", clientID),
            ("authorization_endpoint", authorizationEndpoint), ("token_endpoint", tokenEndpoint),
        ]
        return parts.first { $0.1.isEmpty }?.0
    }
}

extension Version {
    /// Lower than every version that a store makes: a registration that no store has taken yet.
    public static let unstored = Version(epoch: .zero, nonce: Nonce(bits: 0))
}
