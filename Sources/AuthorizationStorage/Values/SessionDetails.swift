import Credentials

/// What the authorization server keeps with a session beyond the request itself: the claims of the tokens to mint, when
/// each kind of token ends, whom it is about. Stored and read back whole.
public struct SessionDetails: Equatable, Sendable {
    public var claims: JWTClaims
    /// Extra members of the token's header.
    public var headers: [String: JSONValue]
    /// When each kind of token ends; a kind that is missing has the life of its kind.
    public var expiresAt: [TokenKind: WallTime]
    public var username: String
    public var subject: String
    /// The session of the upstream tokens that belong to this one.
    public var upstreamSessionID: String

    public init(
        claims: JWTClaims = JWTClaims(), headers: [String: JSONValue] = [:], expiresAt: [TokenKind: WallTime] = [:],
        username: String = "", subject: String = "", upstreamSessionID: String = ""
    ) {
        self.claims = claims
        self.headers = headers
        self.expiresAt = expiresAt
        self.username = username
        self.subject = subject
        self.upstreamSessionID = upstreamSessionID
    }
}

/// What can end: a kind of token, or an authorization code. Open: more kinds may come.
public struct TokenKind: Hashable, Sendable {
    public let name: String
    public init(name: String) { self.name = name }
    public static let accessToken = TokenKind(name: "access_token")
    public static let refreshToken = TokenKind(name: "refresh_token")
    public static let authorizeCode = TokenKind(name: "authorize_code")
    public static let idToken = TokenKind(name: "id_token")
}
