import Fleet
import Glibc

/// Looks a host's name up before anything is forked: a replica that did it on its one loop would stop for as long as it takes.
enum HostAddress {
    /// The host's address as text; one of IPv4 where there is one. An address is its own.
    static func numeric(of host: String) throws(FleetError) -> String {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &found)
        guard status == 0, let first = found else {
            throw FleetError(.redisUnusable, "\(host): \(String(cString: gai_strerror(status)))")
        }
        defer { freeaddrinfo(first) }
        let all = sequence(first: first) { $0.pointee.ai_next }
        let best = all.first { $0.pointee.ai_family == AF_INET } ?? first
        guard let text = text(of: best.pointee) else {
            throw FleetError(.redisUnusable, "\(host): its address cannot be written down")
        }
        return text
    }

    private static func text(of address: addrinfo) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            address.ai_addr, address.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
