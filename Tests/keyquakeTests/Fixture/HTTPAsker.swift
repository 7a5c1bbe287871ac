import Glibc
import RedisFixture

/// One kept-alive connection of a blocking client.
final class HTTPAsker {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw FixtureError("nobody listens on \(port)") }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// The answer's status; its body has a length.
    func status(of path: String, key: String) throws -> Int {
        let question = Array("GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: \(key)\r\n\r\n".utf8)
        guard send(descriptor, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else {
            throw FixtureError("the connection is gone")
        }
        var text = ""
        while true {
            var bytes = [UInt8](repeating: 0, count: 16_384)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else {
                throw FixtureError(
                    "no answer to \(path): \(count == 0 ? "closed" : FixtureError.lastSystemError) behind \(text)")
            }
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
            if let status = Self.status(in: text) { return status }
        }
    }

    /// Nil before all of it is there.
    private static func status(in text: String) -> Int? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
        let body = length?.split(separator: ":").last.flatMap { Int($0.drop { $0 == " " }) } ?? 0
        guard text[end.upperBound...].utf8.count >= body else { return nil }
        return lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}
