import Credentials

/// The claims of a token. What has no field of its own stands in ``extra``: `tsid`, `client_id`, `name`, `email` too.
public struct JWTClaims: Equatable, Sendable {
    public var subject: String
    public var issuer: String
    public var audience: [String]
    public var id: String
    public var issuedAt: WallTime?
    public var notBefore: WallTime?
    public var expiresAt: WallTime?
    public var scope: [String]
    public var extra: [String: JSONValue]

    public init(
        subject: String = "", issuer: String = "", audience: [String] = [], id: String = "", issuedAt: WallTime? = nil,
        notBefore: WallTime? = nil, expiresAt: WallTime? = nil, scope: [String] = [], extra: [String: JSONValue] = [:]
    ) {
        self.subject = subject
        self.issuer = issuer
        self.audience = audience
        self.id = id
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.scope = scope
        self.extra = extra
    }
}
