import RedisFixture

@testable import RedisLink

/// Shares what a test's callbacks see with the test; everything happens on one loop's thread.
final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
}

extension RedisLinkOptions {
    /// No handshake, and deadlines that a busy machine keeps: what is tested is not how fast the machine is.
    static func patient(_ change: (inout RedisLinkOptions) -> Void = { _ in }) -> RedisLinkOptions {
        var options = RedisLinkOptions()
        options.requiresMaster = false
        options.connectDeadline = .seconds(10)
        options.commandDeadline = .seconds(10)
        options.backoffLimit = .milliseconds(50)
        change(&options)
        return options
    }
}

extension EventLoop {
    /// A started link that is ready.
    func readyLink(
        to endpoint: RedisEndpoint, as access: RedisAccess = .open, options: RedisLinkOptions = .patient()
    ) async throws -> RedisLink {
        let link = RedisLink(on: self, to: endpoint, as: access, options: options)
        link.start()
        try await until("the link is ready") { link.state.isReady }
        return link
    }
}

extension RedisSender {
    /// The error of a call that must fail.
    func failure(of command: RedisCommand, deadline: UInt64? = nil) async throws -> RedisError {
        let result = await withCheckedContinuation { continuation in
            send(command, deadline: deadline) { continuation.resume(returning: $0) }
        }
        guard case .failure(let error) = result else { throw FixtureError("\(command.name) was answered: \(result)") }
        return error
    }
}

/// Reads a command back from what goes over the wire.
extension RedisCommand {
    var arguments: [[UInt8]] {
        var arguments: [[UInt8]] = []
        var rest = bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
        while let mark = rest.firstIndex(of: UInt8(ascii: "\r")) {
            let length = Int(String(decoding: rest[..<mark].dropFirst(), as: UTF8.self)) ?? 0
            arguments.append(Array(rest[(mark + 2)...].prefix(length)))
            rest = rest[(mark + 2)...].dropFirst(length + 2)
        }
        return arguments
    }
}

extension RedisReply {
    static func text(_ text: String) -> RedisReply { .string(Array(text.utf8)) }
}
