/// What a server said it is, when this connection began.
public enum RedisRole: String, Sendable {
    case master
    case replica = "slave"
    case sentinel
    /// It was not asked.
    case unasked
}
