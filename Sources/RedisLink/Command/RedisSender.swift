/// Takes commands and answers each exactly once, on the loop's thread, in the order in which they were sent.
///
/// What a store is written against: a link to a server, or a scripted stand-in.
public protocol RedisSender: AnyObject {
    /// Sends one command; `deadline` is nanoseconds from now, nil for the link's default.
    /// `reply` is called once, later, never from inside `send`.
    func send(_ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void)
}

extension RedisSender {
    /// Sends one command and waits for its answer on the loop.
    public func call(_ command: RedisCommand, deadline: UInt64? = nil) async throws(RedisError) -> RedisReply {
        // Unsafe: `send` answers exactly once, and checking it costs a tenth of what else a call costs.
        let result = await withUnsafeContinuation { continuation in
            send(command, deadline: deadline) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}
