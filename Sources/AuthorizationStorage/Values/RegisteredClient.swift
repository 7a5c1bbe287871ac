import Credentials

/// A client of the authorization server, as it was registered.
public struct RegisteredClient: Equatable, Sendable {
    public var id: String
    /// The hash of its secret; nil for a client that has none.
    public var secretHash: Secret?
    public var redirectURIs: [String]
    public var grantTypes: [String]
    public var responseTypes: [String]
    public var scopes: [String]
    public var audience: [String]
    /// As registered; ``isPublic`` is what counts.
    public var isMarkedPublic: Bool
    /// How it authenticates at the token endpoint. With nil the client is not pinned to a method.
    public var tokenEndpointAuthMethod: String?
    /// It came by dynamic registration: only such a client expires when it is not used, or gives way to another one.
    public var isDCRIssued: Bool

    public init(
        id: String, secretHash: Secret? = nil, redirectURIs: [String] = [], grantTypes: [String] = [],
        responseTypes: [String] = [], scopes: [String] = [], audience: [String] = [], isMarkedPublic: Bool = false,
        tokenEndpointAuthMethod: String? = nil, isDCRIssued: Bool = false
    ) {
        self.id = id
        self.secretHash = secretHash
        self.redirectURIs = redirectURIs
        self.grantTypes = grantTypes
        self.responseTypes = responseTypes
        self.scopes = scopes
        self.audience = audience
        self.isMarkedPublic = isMarkedPublic
        self.tokenEndpointAuthMethod = tokenEndpointAuthMethod
        self.isDCRIssued = isDCRIssued
    }
}

extension RegisteredClient {
    /// True when it may come without a secret: a client that is pinned to a method is public only with the method
    /// `none`, so that a row that says both public and "authenticates" fails closed.
    public var isPublic: Bool {
        guard let tokenEndpointAuthMethod else { return isMarkedPublic }
        return isMarkedPublic && tokenEndpointAuthMethod == Self.noAuthentication
    }

    static let noAuthentication = "none"

    /// Ids that begin so belong to clients that are made up for grants without a client, and are never stored.
    public static let syntheticPrefix = "synthetic:"

    public var isSynthetic: Bool { Self.isSynthetic(id) }

    static func isSynthetic(_ id: String) -> Bool { id.utf8.starts(with: syntheticPrefix.utf8) }

    /// The stand-in for a grant without a client: public, with nothing but its id.
    public static func synthetic(id: String) -> RegisteredClient { RegisteredClient(id: id, isMarkedPublic: true) }
}
