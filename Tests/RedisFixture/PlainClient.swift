import Glibc
import RedisLink

/// A blocking client of thirty lines that shares nothing with the library under test: how the fixture itself asks Redis.
package final class PlainClient {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(path: String, timeoutSeconds: Int = 10) throws {
        descriptor = socket(AF_UNIX, PeerSocket.type, 0)
        guard descriptor >= 0 else { throw FixtureError("socket: \(FixtureError.lastSystemError)") }
        limitAnswers(toSeconds: timeoutSeconds)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw FixtureError("connect: \(FixtureError.lastSystemError)") }
    }

    /// On the loopback; `port` is somebody else's server, such as one that a program under test started.
    package init(port: Int) throws {
        descriptor = try FreePort.connect(to: port, isBlocking: true)
        limitAnswers(toSeconds: 10)
    }

    private func limitAnswers(toSeconds seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    @discardableResult package func ask(_ arguments: [String]) throws -> RedisReply {
        let text = arguments.reduce("*\(arguments.count)\r\n") { "\($0)$\($1.utf8.count)\r\n\($1)\r\n" }
        let bytes = Array(text.utf8)
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw FixtureError("send: \(FixtureError.lastSystemError)")
        }
        return try reply()
    }

    /// What the server says without being asked again, as after MONITOR; waits for it.
    package func next() throws -> RedisReply { try reply() }

    private func reply() throws -> RedisReply {
        let line = try line()
        let rest = String(decoding: line.dropFirst(), as: UTF8.self)
        switch line.first {
        case UInt8(ascii: "+"): return .status(rest)
        case UInt8(ascii: "-"): throw Self.error(rest)
        case UInt8(ascii: ":"): return .integer(Int64(rest) ?? 0)
        case UInt8(ascii: "$"): return try bulk(Int(rest) ?? -1)
        default: return .array(try (0..<max(0, Int(rest) ?? 0)).map { _ in try reply() })
        }
    }

    private static func error(_ text: String) -> RedisServerError {
        let word = text.prefix(while: { $0 != " " })
        return RedisServerError(kind: .init(rawValue: String(word)) ?? .other, message: text)
    }

    private func bulk(_ count: Int) throws -> RedisReply {
        guard count >= 0 else { return .null }
        while buffer.count < count + 2 { try fill() }
        defer { buffer.removeFirst(count + 2) }
        return .string(Array(buffer.prefix(count)))
    }

    private func line() throws -> [UInt8] {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return Array(buffer.prefix(end - 1))
            }
            try fill()
        }
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { throw FixtureError(count == 0 ? "Redis closed" : FixtureError.lastSystemError) }
        buffer += chunk.prefix(count)
    }
}
