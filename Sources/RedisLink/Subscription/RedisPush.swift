/// What a server sends on a connection that has subscribed, read from its RESP2 shape.
enum RedisPush: Equatable {
    case subscribed(channel: [UInt8])
    case message(channel: [UInt8], payload: [UInt8])
    /// The answer to PING: an array, because the connection is subscribed.
    case pong

    /// Nil for every other shape.
    init?(_ reply: RedisReply) {
        guard case .array(let parts) = reply, case .string(let word)? = parts.first else { return nil }
        let kind = String(decoding: word, as: UTF8.self)
        switch (kind, parts.count, parts.dropFirst().first, parts.dropFirst(2).first) {
        case ("subscribe", 3, .string(let channel), .integer): self = .subscribed(channel: channel)
        case ("message", 3, .string(let channel), .string(let payload)):
            self = .message(channel: channel, payload: payload)
        case ("pong", 2, .string, nil): self = .pong
        default: return nil
        }
    }
}
