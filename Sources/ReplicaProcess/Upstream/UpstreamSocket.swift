import Glibc

/// The TCP socket of one upstream client: the only owner of its descriptor.
final class UpstreamSocket {
    enum Received {
        /// `isAll`: nothing more was there, so that asking again would only be told so.
        case bytes([UInt8], isAll: Bool)
        case end, nothingYet, failed
    }

    let descriptor: Int32
    private var isOpen = true
    private static let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    /// What is read at once; upstream's lines are short.
    private static let chunk = 4096

    /// Starts to connect to a port of 127.0.0.1; nil with `errno` set.
    init?(connectingTo port: UInt16) {
        let descriptor = socket(AF_INET, Self.type, 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        guard Self.connect(descriptor, port) == 0 || errno == EINPROGRESS else { return nil }  // deinit closes it
    }

    deinit { close() }

    private static func connect(_ descriptor: Int32, _ port: UInt16) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Takes the pending error of the socket: 0 when there is none.
    func takeError() -> Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno
    }

    func receive() -> Received {
        guard isOpen else { return .failed }
        var count = 0
        let bytes = withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 1) { buffer in
            count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            return [UInt8](buffer.prefix(max(0, count)))
        }
        if count > 0 { return .bytes(bytes, isAll: count < Self.chunk) }
        if count == 0 { return .end }
        return errno == EAGAIN || errno == EINTR ? .nothingYet : .failed
    }

    /// How many bytes the socket took; nil when it failed.
    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard isOpen else { return nil }
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Says that no more will come (FIN).
    func finish() { if isOpen { shutdown(descriptor, Int32(SHUT_WR)) } }

    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = Glibc.close(descriptor)
    }
}
