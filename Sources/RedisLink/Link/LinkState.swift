/// Where a link stands.
public enum LinkState: Equatable, Sendable {
    /// On its way: connecting, or introducing itself.
    case connecting
    /// Commands are taken.
    case ready(RedisRole)
    /// Not connected, for this reason; it tries again by itself.
    case waiting(RedisError)
    /// Closed by its owner, for good.
    case closed

    public var isReady: Bool { if case .ready = self { true } else { false } }
}
