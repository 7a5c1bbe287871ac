import Glibc

/// Ports for programs that have to be told where to listen: below those that the kernel gives to connections, each once.
struct ListenerPorts {
    private var given: Set<UInt16> = []
    private static let range: ClosedRange<UInt16> = 18_000...31_999
    private static let attempts = 200

    /// One on which nobody listens now; somebody else's program may take it before ours does.
    mutating func next() throws(FleetError) -> UInt16 {
        for _ in 0..<Self.attempts {
            let port = UInt16.random(in: Self.range)
            guard !given.contains(port), Self.isFree(port) else { continue }
            given.insert(port)
            return port
        }
        throw FleetError(.system, "no free port from \(Self.range.lowerBound) to \(Self.range.upperBound)")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = 0  // a listener on any address of this machine is in the way
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
