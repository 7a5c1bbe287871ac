import RedisLink

/// Sends everything on, and loses good answers when told to, as a connection does that breaks after the send.
package final class ForgetfulSender: RedisSender {
    private let link: RedisLink
    package var losesAnswers = false
    /// Only those of this command.
    package var losesAnswersTo: String?

    package init(_ link: RedisLink) { self.link = link }

    package func send(
        _ command: RedisCommand, deadline: UInt64?, reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) {
        let isLost = losesAnswers || losesAnswersTo == command.name
        link.send(command, deadline: deadline) { result in
            reply(isLost ? result.flatMap { _ in .failure(Self.lost(command)) } : result)
        }
    }

    private static func lost(_ command: RedisCommand) -> RedisError {
        RedisError(
            code: .connectionLost, phase: .sent, command: command.name, mayHaveTakenEffect: true,
            detail: "lost by the test")
    }
}
