import RedisLink

/// Waits longer for an answer than a replica would: a document goes to a whole fleet in the instant it is published, and the
/// publisher's answer comes when the machine gets round to it.
final class PatientSender: RedisSender {
    private let link: RedisLink
    /// Nanoseconds.
    private static let limit: UInt64 = 2_000_000_000

    init(_ link: RedisLink) { self.link = link }

    func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) {
        link.send(command, deadline: deadline ?? Self.limit, reply: reply)
    }
}
