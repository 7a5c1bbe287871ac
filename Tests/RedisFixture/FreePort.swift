import Glibc

/// TCP sockets on the loopback, for ports that the kernel picks.
enum FreePort {
    /// A port that was free a moment ago: whoever takes it must be ready to lose the race.
    static func pick() throws -> Int {
        let descriptor = try bound()
        defer { close(descriptor) }
        return try port(of: descriptor)
    }

    /// A bound socket that nobody listens on.
    static func bound() throws -> Int32 {
        let descriptor = socket(AF_INET, PeerSocket.type, 0)
        guard descriptor >= 0 else { throw FixtureError("socket: \(FixtureError.lastSystemError)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withSocketAddress(&address) { bind(descriptor, $0, $1) }
        guard status == 0 else { throw FixtureError("bind: \(FixtureError.lastSystemError)") }
        return descriptor
    }

    static func port(of descriptor: Int32) throws -> Int {
        var address = sockaddr_in()
        let status = withSocketAddress(&address) { pointer, length in
            var length = length
            return getsockname(descriptor, pointer, &length)
        }
        guard status == 0 else { throw FixtureError("getsockname: \(FixtureError.lastSystemError)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func connect(to port: Int, isBlocking: Bool = false) throws -> Int32 {
        let descriptor = socket(AF_INET, PeerSocket.type | (isBlocking ? 0 : Int32(SOCK_NONBLOCK.rawValue)), 0)
        guard descriptor >= 0 else { throw FixtureError("socket: \(FixtureError.lastSystemError)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        _ = withSocketAddress(&address) { Glibc.connect(descriptor, $0, $1) }
        return descriptor
    }

    private static func withSocketAddress<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
