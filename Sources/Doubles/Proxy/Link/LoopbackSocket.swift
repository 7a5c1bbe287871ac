import CPosix
import Glibc

/// The system calls of a TCP socket on the loopback that the proxy needs; all of them leave the owner to others.
enum LoopbackSocket {
    private static let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    /// SYN is sent again so often: a target whose queue is full is given up after some 15 s, not after two minutes.
    private static let connectAttempts: Int32 = 3

    /// Listens on a port of 127.0.0.1 that the kernel picks; nil with `errno` set.
    static func listen(backlog: Int32) -> (descriptor: Int32, port: UInt16)? {
        let descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { return nil }
        guard bind(descriptor, to: .loopback), Glibc.listen(descriptor, backlog) == 0,
            let port = localPort(of: descriptor)
        else {
            let code = errno
            close(descriptor)
            errno = code
            return nil
        }
        return (descriptor, port)
    }

    /// Starts to connect to a port of 127.0.0.1 from an address of the caller's choice; nil with `errno` set.
    static func connect(to port: UInt16, from source: SourceAddress) -> Int32? {
        let descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { return nil }
        // Else each address has 28,000 ports for all targets together, not for each.
        set(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1, on: descriptor)
        set(IPPROTO_TCP, TCP_SYNCNT, connectAttempts, on: descriptor)
        sendAtOnce(descriptor)
        guard bind(descriptor, to: source), start(descriptor, port), !isConnectedToItself(descriptor, port) else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func start(_ descriptor: Int32, _ port: UInt16) -> Bool {
        withAddress(.loopback, port) { Glibc.connect(descriptor, $0, $1) } == 0 || errno == EINPROGRESS
    }

    /// With nobody listening the kernel may pick the target's port as ours, and TCP then shakes hands with itself: the
    /// node would find its port taken when it starts again.
    private static func isConnectedToItself(_ descriptor: Int32, _ port: UInt16) -> Bool {
        guard let own = address(of: descriptor, getsockname) else { return false }
        return own.port == port && own.host == .loopback
    }

    private static func bind(_ descriptor: Int32, to source: SourceAddress) -> Bool {
        withAddress(source, 0) { Glibc.bind(descriptor, $0, $1) } == 0
    }

    static func sendAtOnce(_ descriptor: Int32) { set(IPPROTO_TCP, TCP_NODELAY, 1, on: descriptor) }

    /// The close that follows sends RST, and what was not sent is thrown away.
    static func resetOnClose(_ descriptor: Int32) {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }

    /// Takes the pending error of the socket: 0 when there is none.
    static func takeError(of descriptor: Int32) -> Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { return errno }
        return error
    }

    /// Bytes that came and were not read.
    static func unreadBytes(of descriptor: Int32) -> Int {
        var count: Int32 = 0
        return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }
}

// MARK: - Addresses

extension LoopbackSocket {
    static func localPort(of descriptor: Int32) -> UInt16? { address(of: descriptor, getsockname)?.port }

    static func source(of descriptor: Int32) -> SourceAddress? { address(of: descriptor, getpeername)?.host }

    private typealias Ask = (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32

    private static func address(of descriptor: Int32, _ ask: Ask) -> (host: SourceAddress, port: UInt16)? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
        }
        guard status == 0 else { return nil }
        return (SourceAddress(bits: UInt32(bigEndian: address.sin_addr.s_addr)), UInt16(bigEndian: address.sin_port))
    }

    private static func withAddress(
        _ host: SourceAddress, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bits.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func set(_ level: Int, _ option: Int32, _ value: Int32, on descriptor: Int32) {
        var value = value
        setsockopt(descriptor, Int32(level), option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
