/// An answer of Redis in RESP2, copied out of hiredis at once.
public enum RedisReply: Equatable, Sendable {
    case string([UInt8])
    case status(String)
    case integer(Int64)
    case array([RedisReply])
    case null
    /// Only inside an array; an error that answers a command is thrown as ``RedisError``.
    case error(RedisServerError)
}
