import RedisLink

/// Answers everything alike.
package final class FixedSender: RedisSender {
    private let answer: RedisReply

    package init(_ answer: RedisReply) { self.answer = answer }

    package func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) { reply(.success(answer)) }
}
