import CPosix
import Glibc
import RedisFixture
import RedisLink

@testable import Doubles

/// A socket of a test, on either side of the proxy; asks again instead of being told, so that it shares nothing with
/// what is tested.
final class TestEnd {
    enum Ending: Equatable { case finished, reset }

    let descriptor: Int32
    let loop: EventLoop
    private var isOpen = true

    init(owning descriptor: Int32, on loop: EventLoop) {
        self.descriptor = descriptor
        self.loop = loop
    }

    deinit { close() }

    /// Starts to connect to a port of the loopback.
    static func connect(to port: UInt16, from source: SourceAddress = .loopback, on loop: EventLoop) throws -> TestEnd {
        guard let descriptor = LoopbackSocket.connect(to: port, from: source) else { throw TestEnd.failure("connect") }
        return TestEnd(owning: descriptor, on: loop)
    }

    func close() {
        if isOpen { Glibc.close(descriptor) }
        isOpen = false
    }

    func reset() {
        LoopbackSocket.resetOnClose(descriptor)
        close()
    }

    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// As many as the socket takes now.
    func write(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count < 0, errno != EAGAIN, errno != ENOTCONN { throw Self.failure("send") }
        return max(0, count)
    }

    func send(_ bytes: [UInt8], chunk: () -> Int = { .max }) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = try write(rest.prefix(chunk()))
            rest = rest.dropFirst(sent)
            await loop.sleep(nanoseconds: sent == 0 ? 1_000_000 : 0)
        }
    }

    /// What there is now; nil when nothing came and nothing ended.
    func receiveNow(atMost limit: Int = 1 << 16) throws -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &chunk, limit, 0)
        if count < 0, errno == EAGAIN || errno == ENOTCONN { return nil }
        guard count >= 0 else { throw Self.failure("recv") }
        return Array(chunk.prefix(count))
    }

    /// Waits for so many bytes.
    func receive(_ count: Int, chunk: () -> Int = { 1 << 16 }) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await loop.until("\(count) bytes arrive") {
            while bytes.count < count, let more = try receiveNow(atMost: min(chunk(), count - bytes.count)) {
                guard !more.isEmpty else { throw FixtureError("it ended after \(bytes.count) bytes of \(count)") }
                bytes += more
            }
            return bytes.count == count
        }
        return bytes
    }

    /// Waits for the end of the connection; bytes before it are thrown away.
    func ending() async throws -> Ending {
        var ending: Ending?
        try await loop.until("the connection ends") {
            do {
                while let bytes = try receiveNow() {
                    if bytes.isEmpty { ending = .finished }
                    if bytes.isEmpty { break }
                }
            } catch {
                ending = .reset
            }
            return ending != nil
        }
        return ending ?? .reset
    }

    private static func failure(_ call: String) -> FixtureError {
        FixtureError("\(call): \(String(cString: strerror(errno)))")
    }
}
