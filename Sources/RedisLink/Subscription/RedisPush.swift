/// What a server sends on a connection that has subscribed, read from its RESP2 shape.
enum RedisPush: Equatable {
    case subscribed(channel: [UInt8])
    case message(channel: [UInt8], payload: [UInt8])
    /// The answer to PING: an array, because the connection is subscribed.
    case pong

    /// Nil for every other shape.
    init?(_ reply: RedisReply) {
        guard case .array(let parts) = reply, parts.count >= 2, case .string(let word) = parts[0],
            case .string(let text) = parts[1]
        else { return nil }
        switch (word, parts.count, parts.last) {
        case (Self.messageWord, 3, .string(let payload)): self = .message(channel: text, payload: payload)
        case (Self.subscribeWord, 3, .integer): self = .subscribed(channel: text)
        case (Self.pongWord, 2, _): self = .pong
        default: return nil
        }
    }

    private static let messageWord = Array("message".utf8)
    private static let subscribeWord = Array("subscribe".utf8)
    private static let pongWord = Array("pong".utf8)
}
