import Credentials

/// A login that is under way at an identity provider, found again by the state that comes back with it.
public struct PendingAuthorization: Equatable, Sendable {
    public var clientID: String
    public var redirectURI: String
    /// The client's own state, to give back to it.
    public var state: String
    public var pkceChallenge: String
    public var pkceMethod: String
    public var scopes: [String]
    public var internalState: String
    public var upstreamPKCEVerifier: Secret
    public var upstreamNonce: String
    public var upstreamProviderName: String
    public var sessionID: String
    public var resolvedUserID: String
    public var resolvedUserName: String
    public var resolvedUserEmail: String
    public var isSingleLeg: Bool
    /// The providers that are still to come.
    public var chainUpstreams: [String]
    /// Counts in whole seconds; without it, the record is expired from the start.
    public var createdAt: WallTime?

    public init(
        clientID: String = "", redirectURI: String = "", state: String = "", pkceChallenge: String = "",
        pkceMethod: String = "", scopes: [String] = [], internalState: String = "",
        upstreamPKCEVerifier: Secret = Secret(text: ""), upstreamNonce: String = "", upstreamProviderName: String = "",
        sessionID: String = "", resolvedUserID: String = "", resolvedUserName: String = "",
        resolvedUserEmail: String = "", isSingleLeg: Bool = false, chainUpstreams: [String] = [],
        createdAt: WallTime?
    ) {
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.state = state
        self.pkceChallenge = pkceChallenge
        self.pkceMethod = pkceMethod
        self.scopes = scopes
        self.internalState = internalState
        self.upstreamPKCEVerifier = upstreamPKCEVerifier
        self.upstreamNonce = upstreamNonce
        self.upstreamProviderName = upstreamProviderName
        self.sessionID = sessionID
        self.resolvedUserID = resolvedUserID
        self.resolvedUserName = resolvedUserName
        self.resolvedUserEmail = resolvedUserEmail
        self.isSingleLeg = isSingleLeg
        self.chainUpstreams = chainUpstreams
        self.createdAt = createdAt
    }
}

/// State and nonce are what an attacker would need: nothing of it is printed.
extension PendingAuthorization: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(pending authorization)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
