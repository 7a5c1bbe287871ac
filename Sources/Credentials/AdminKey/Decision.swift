/// What the holder of a presented token may pass as.
public enum Decision: Hashable, Sendable {
    case refused
    case admin(AdminKeyPlace)
    case internalToken

    public var isAccepted: Bool { self != .refused }
}

/// Which admin key a token is a spelling of, so that a request is attributed to the key that matched.
public enum AdminKeyPlace: Hashable, Sendable {
    case current
    /// The index in the record's list of outgoing keys.
    case outgoing(Int)
}

/// What a route asks for.
public enum RouteKind: Sendable {
    /// The admin key only; the internal token never passes here.
    case admin
    /// The admin key or the internal token.
    case token
}
