import Credentials

/// The tokens that an identity provider gave us for one user. All times have whole seconds when they are read back.
public struct UpstreamTokens: Equatable, Sendable {
    /// The provider's logical name, which need not be the name under which the row is stored.
    public var providerID: String
    public var accessToken: Secret
    public var refreshToken: Secret
    public var idToken: Secret
    /// When the access token ends; nil: never.
    public var expiresAt: WallTime?
    /// When the session as a whole ends: it bounds the life of a row whose tokens never end.
    public var sessionExpiresAt: WallTime?
    public var userID: String
    public var upstreamSubject: String
    public var clientID: String

    public init(
        providerID: String = "", accessToken: Secret = Secret(text: ""), refreshToken: Secret = Secret(text: ""),
        idToken: Secret = Secret(text: ""), expiresAt: WallTime? = nil, sessionExpiresAt: WallTime? = nil,
        userID: String = "", upstreamSubject: String = "", clientID: String = ""
    ) {
        self.providerID = providerID
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.idToken = idToken
        self.expiresAt = expiresAt
        self.sessionExpiresAt = sessionExpiresAt
        self.userID = userID
        self.upstreamSubject = upstreamSubject
        self.clientID = clientID
    }

    /// True once the access token's end has passed; at the very instant it has not.
    public func isExpired(at now: WallTime) -> Bool { expiresAt.map { now > $0 } ?? false }
}

extension UpstreamTokens? {
    /// No tokens at all are expired.
    public func isExpired(at now: WallTime) -> Bool { self?.isExpired(at: now) ?? true }
}

/// What one session holds of one provider.
public struct UpstreamRow: Equatable, Sendable {
    /// The name under which it is stored.
    public let provider: String
    /// Nil for a tombstone: the row is there, and says that there are no tokens.
    public let tokens: UpstreamTokens?

    public init(provider: String, tokens: UpstreamTokens?) {
        self.provider = provider
        self.tokens = tokens
    }
}
