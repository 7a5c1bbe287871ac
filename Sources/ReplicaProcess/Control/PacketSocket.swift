import CPosix
import Glibc

/// One end of a Unix-domain connection that keeps message boundaries (`SOCK_SEQPACKET`); owns its descriptor.
///
/// Never blocks unless made `blocking`. What the kernel does not take at once waits in a bounded queue: a frozen replica
/// must not stop the coordinator, and must not fill its memory either.
package final class PacketSocket {
    package let descriptor: Int32
    private var waiting: [[UInt8]] = []
    private var failure: Failure?
    private static let longestQueue = 10_000
    private static let largestMessage = 1 << 20

    package enum Received: Equatable {
        case message([UInt8])
        case nothingYet
        case closed
    }

    package struct Failure: Error {
        package let call: String
        package let code: Int32
        package var text: String { "\(call): \(String(cString: strerror(code)))" }
    }

    package init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Two connected ends. Both carry CLOEXEC.
    package static func pair() throws(Failure) -> (PacketSocket, PacketSocket) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, packetType, 0, &ends) == 0 else {
            throw Failure(call: "socketpair", code: errno)
        }
        return (PacketSocket(owning: ends[0]), PacketSocket(owning: ends[1]))
    }

    /// Listens at a path inside a private directory.
    package static func listen(at path: String, backlog: Int32) throws(Failure) -> PacketSocket {
        let end = try make()
        let status = withAddress(of: path) { bind(end.descriptor, $0, $1) }
        guard status == 0 else { throw Failure(call: "bind \(path)", code: errno) }
        guard Glibc.listen(end.descriptor, backlog) == 0 else { throw Failure(call: "listen", code: errno) }
        end.isBlocking = false
        return end
    }

    /// Connects, waiting while the listener's backlog is full.
    package static func connect(to path: String) throws(Failure) -> PacketSocket {
        let end = try make()
        let status = withAddress(of: path) { Glibc.connect(end.descriptor, $0, $1) }
        guard status == 0 else { throw Failure(call: "connect \(path)", code: errno) }
        return end
    }

    package func accept() -> PacketSocket? {
        let accepted = kq_accept(descriptor)
        return accepted < 0 ? nil : PacketSocket(owning: accepted)
    }

    package var isBlocking: Bool {
        get { fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0 }
        set {
            let flags = fcntl(descriptor, F_GETFL)
            _ = fcntl(descriptor, F_SETFL, newValue ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
        }
    }

    /// Whether messages wait for the peer to read: then watch for writability and call ``flush()``.
    package var isBacklogged: Bool { !waiting.isEmpty }

    /// Sends or queues one message; a peer that is gone is noticed by its `receive`, not here. A message that cannot be
    /// sent at all, or does not fit into the queue, ends the connection: nothing that follows one that is missing is sent.
    package func send(_ message: [UInt8]) {
        guard !waiting.isEmpty || !trySend(message) else { return }
        guard waiting.count < Self.longestQueue else { return fail("send to a peer that does not read", ENOBUFS) }
        waiting.append(message)
    }

    package func flush() {
        while let first = waiting.first, trySend(first) {
            if !waiting.isEmpty { waiting.removeFirst() }  // a failure has emptied it
        }
    }

    /// Why the connection was ended on this side; once.
    package func takeFailure() -> Failure? {
        defer { failure = nil }
        return failure
    }

    /// False when it has to wait.
    private func trySend(_ message: [UInt8]) -> Bool {
        while true {
            if Glibc.send(descriptor, message, message.count, Int32(MSG_NOSIGNAL)) >= 0 { return true }
            switch errno {
            case EINTR: continue
            case EAGAIN: return false
            case EPIPE, ECONNRESET, ENOTCONN: return true  // gone: `receive` says so
            default:
                fail("send \(message.count) bytes", errno)
                return true
            }
        }
    }

    private func fail(_ call: String, _ code: Int32) {
        failure = failure ?? Failure(call: call, code: code)
        waiting = []
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    package func receive() -> Received {
        let length = recv(descriptor, nil, 0, Int32(MSG_PEEK) | Int32(MSG_TRUNC))
        guard length != 0 else { return .closed }
        guard length > 0 else {
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? .nothingYet : .closed
        }
        guard length <= Self.largestMessage else { return .closed }
        var message = [UInt8](repeating: 0, count: length)
        let received = recv(descriptor, &message, length, 0)
        return received == length ? .message(message) : .closed
    }

    private static let packetType = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)

    private static func make() throws(Failure) -> PacketSocket {
        let descriptor = socket(AF_UNIX, packetType, 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        return PacketSocket(owning: descriptor)
    }

    private static func withAddress(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return -1
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
