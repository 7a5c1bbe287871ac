import Credentials

/// The record of one authorization request: what codes, tokens and PKCE rows stand for.
///
/// All tokens that grew out of one authorization carry the same ``requestID``: they are a family, which is revoked as
/// one.
public struct Session: Equatable, Sendable {
    public var requestID: String
    /// Stored by its id alone, and looked up on each read; nil for a grant that has no client.
    public var client: RegisteredClient?
    public var requestedAt: WallTime?
    public var requestedScopes: [String]
    public var grantedScopes: [String]
    public var requestedAudience: [String]
    public var grantedAudience: [String]
    public var form: [String: [String]]
    public var details: SessionDetails

    public init(
        requestID: String, client: RegisteredClient?, requestedAt: WallTime? = nil, requestedScopes: [String] = [],
        grantedScopes: [String] = [], requestedAudience: [String] = [], grantedAudience: [String] = [],
        form: [String: [String]] = [:], details: SessionDetails = SessionDetails()
    ) {
        self.requestID = requestID
        self.client = client
        self.requestedAt = requestedAt
        self.requestedScopes = requestedScopes
        self.grantedScopes = grantedScopes
        self.requestedAudience = requestedAudience
        self.grantedAudience = grantedAudience
        self.form = form
        self.details = details
    }
}

/// A form may hold a client's secret, and claims are personal: a session prints no more than that it is one.
extension Session: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(session)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
