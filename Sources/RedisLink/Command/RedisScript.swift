import Crypto

/// A Lua script with a name, its SHA-1 worked out once.
public struct RedisScript: Sendable {
    /// What errors show.
    public let name: String
    let source: [UInt8]
    let digest: [UInt8]
    private let shown: String
    /// What a call by digest begins with, behind the number of its arguments.
    private let head: [UInt8]

    public init(name: String, source: String) {
        self.name = name
        self.source = Array(source.utf8)
        let hex = Array("0123456789abcdef".utf8)
        digest = Insecure.SHA1.hash(data: self.source).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
        shown = "EVALSHA \(name)"
        head = Self.head("EVALSHA", digest)
    }

    /// The call by digest: short, but refused with NOSCRIPT by a server that has not seen the script.
    package func byDigest(keys: [[UInt8]], arguments: [[UInt8]]) -> RedisCommand {
        let number = Array(String(keys.count).utf8)
        var command = CommandBytes(
            count: 3 + keys.count + arguments.count,
            size: head.count + number.count + keys.size + arguments.size)
        command.append(formatted: head)
        command.append(number)
        command.append(keys)
        command.append(arguments)
        return RedisCommand(command, shownAs: shown, isScript: true)
    }

    /// The arguments of the call by digest, for whoever sends the same bytes by other means, to compare.
    package func list(keys: [[UInt8]], arguments: [[UInt8]]) -> [[UInt8]] {
        [Array("EVALSHA".utf8), digest, Array(String(keys.count).utf8)] + keys + arguments
    }

    /// A call by digest with the source instead; its errors are shown as the ones of the call by digest, which is what
    /// was asked for.
    ///
    /// It is made of the call that was sent, so that nobody keeps keys and arguments while the server thinks.
    func bySource(_ call: RedisCommand) -> RedisCommand {
        let mark = call.bytes.prefix { $0 != UInt8(ascii: "\n") }.count + 1  // the number of arguments, which stays
        let head = Self.head("EVAL", source)
        var command = CommandBytes(formatted: call.bytes[..<mark], size: call.bytes.count + head.count)
        command.append(formatted: head)
        command.append(formatted: call.bytes[(mark + self.head.count)...])
        return RedisCommand(command, shownAs: shown, isScript: true)
    }

    private static func head(_ name: String, _ body: [UInt8]) -> [UInt8] {
        var head = CommandBytes(formatted: [], size: name.utf8.count + body.count)
        head.append([Array(name.utf8), body])
        return head.bytes
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
        let call = script.byDigest(keys: keys, arguments: arguments)
        send(call, deadline: deadline) { [weak self] result in
            guard case .failure(let error) = result, error.serverError?.kind == .noScript, let self else {
                return reply(result)
            }
            send(script.bySource(call), deadline: deadline, reply: reply)
        }
    }

    /// Runs a script and waits for its answer on the loop.
    public func run(
        _ script: RedisScript, keys: [[UInt8]], arguments: [[UInt8]] = [], deadline: UInt64? = nil
    ) async throws(RedisError) -> RedisReply {
        let command = script.byDigest(keys: keys, arguments: arguments)
        // Not by way of `call`, nor with a checker: each further async function looks for its executor when it goes on.
        let result = await withUnsafeContinuation { continuation in
            send(command, deadline: deadline) { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = result, error.serverError?.kind == .noScript {
            return try await call(script.bySource(command), deadline: deadline)
        }
        return try result.get()
    }
}
