import Crypto

/// A Lua script with a name, its SHA-1 worked out once.
public struct RedisScript: Sendable {
    /// What errors show.
    public let name: String
    let source: [UInt8]
    let digest: [UInt8]

    public init(name: String, source: String) {
        self.name = name
        self.source = Array(source.utf8)
        let hex = Array("0123456789abcdef".utf8)
        digest = Insecure.SHA1.hash(data: self.source).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
    }

    private var shown: String { "EVALSHA \(name)" }

    /// The call by digest: short, but refused with NOSCRIPT by a server that has not seen the script.
    package func byDigest(keys: [[UInt8]], arguments: [[UInt8]]) -> RedisCommand {
        RedisCommand("EVALSHA", shownAs: shown, Self.tail(digest, keys, arguments))
    }

    /// The same call with the source; its errors are shown as the ones of the call by digest, which is what was asked for.
    package func bySource(keys: [[UInt8]], arguments: [[UInt8]]) -> RedisCommand {
        RedisCommand("EVAL", shownAs: shown, Self.tail(source, keys, arguments))
    }

    private static func tail(_ head: [UInt8], _ keys: [[UInt8]], _ arguments: [[UInt8]]) -> [[UInt8]] {
        [head, Array(String(keys.count).utf8)] + keys + arguments
    }
}

extension RedisSender {
    /// Runs a script by its digest, and by its source when the server does not know it; `reply` gets one answer.
    ///
    /// The fallback has a deadline of its own and comes after commands that were sent meanwhile.
    public func run(
        _ script: RedisScript, keys: [[UInt8]], arguments: [[UInt8]] = [], deadline: UInt64? = nil,
        reply: @escaping (Result<RedisReply, RedisError>) -> Void
    ) {
        send(script.byDigest(keys: keys, arguments: arguments), deadline: deadline) { [weak self] result in
            guard case .failure(let error) = result, error.serverError?.kind == .noScript, let self else {
                return reply(result)
            }
            send(script.bySource(keys: keys, arguments: arguments), deadline: deadline, reply: reply)
        }
    }

    /// Runs a script and waits for its answer on the loop.
    public func run(
        _ script: RedisScript, keys: [[UInt8]], arguments: [[UInt8]] = [], deadline: UInt64? = nil
    ) async throws(RedisError) -> RedisReply {
        let result = await withCheckedContinuation { continuation in
            run(script, keys: keys, arguments: arguments, deadline: deadline) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}
