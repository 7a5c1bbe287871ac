import Glibc
import RedisFixture

/// One TCP connection of bytes: what no HTTP library would send can be sent over it.
final class RawConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var isEnded = false
    /// Lives as long as this.
    var server: AnyObject?

    static let patience: Int32 = 10_000

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FixtureError("socket: \(FixtureError.lastSystemError)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw FixtureError("connect: \(FixtureError.lastSystemError)") }
    }

    deinit { close(descriptor) }

    /// False when the peer takes no more.
    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// As much as fits without waiting; returns how much that was, or nil when the peer is gone.
    func sendWhatFits(_ bytes: [UInt8]) -> Int? {
        let count = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        if count >= 0 { return count }
        return errno == EAGAIN ? 0 : nil
    }

    /// Says that nothing more comes.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer.
    ///
    /// - Parameter hasBody: false for the answer to HEAD.
    func answer(hasBody: Bool = true) throws -> HTTPAnswer {
        let head = try line(until: Array("\r\n\r\n".utf8))
        guard let answer = HTTPAnswer(head: String(decoding: head, as: UTF8.self)) else {
            throw FixtureError("no answer: \(String(decoding: head, as: UTF8.self))")
        }
        guard hasBody, let length = answer.headers["content-length"].flatMap({ Int($0) }) else { return answer }
        while buffer.count < length { try fill() }
        defer { buffer.removeFirst(length) }
        return answer.with(body: Array(buffer.prefix(length)))
    }

    func ask(_ text: String) throws -> HTTPAnswer {
        send(text)
        return try answer()
    }

    /// Reads to the end; false when there is none in time. What came is forgotten.
    func isEndedByPeer(within milliseconds: Int32 = patience) -> Bool {
        let deadline = Self.now + Int64(milliseconds)
        while !isEnded, Self.now < deadline { _ = receive(within: Int32(deadline - Self.now)) }
        return isEnded
    }

    /// Takes what has come within this time; false for nothing.
    @discardableResult func receive(within milliseconds: Int32) -> Bool {
        var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&source, 1, milliseconds) > 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else {
            isEnded = true
            return false
        }
        buffer += chunk.prefix(count)
        return true
    }

    private func line(until end: [UInt8]) throws -> [UInt8] {
        while true {
            if let found = buffer.firstRange(of: end) {
                defer { buffer.removeFirst(found.upperBound) }
                return Array(buffer[..<found.lowerBound])
            }
            try fill()
        }
    }

    private func fill() throws {
        guard receive(within: Self.patience) else {
            throw FixtureError(isEnded ? "the server closed; it had said \(buffer.count) bytes" : "no answer in time")
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
