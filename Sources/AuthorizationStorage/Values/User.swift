import Credentials

/// A user of the authorization server. Times have whole seconds when they are read back.
public struct User: Equatable, Sendable {
    /// Never begins with `upstream:` or `providers:`: the indexes of the users have their keys there.
    public var id: String
    public var createdAt: WallTime?
    public var updatedAt: WallTime?

    public init(id: String, createdAt: WallTime? = nil, updatedAt: WallTime? = nil) {
        self.id = id
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Who a user is at one identity provider: a pair of provider and subject belongs to one user.
public struct ProviderIdentity: Equatable, Sendable {
    public var userID: String
    public var providerID: String
    public var subject: String
    public var linkedAt: WallTime?
    public var lastUsedAt: WallTime?

    public init(
        userID: String, providerID: String, subject: String, linkedAt: WallTime? = nil, lastUsedAt: WallTime? = nil
    ) {
        self.userID = userID
        self.providerID = providerID
        self.subject = subject
        self.linkedAt = linkedAt
        self.lastUsedAt = lastUsedAt
    }
}
