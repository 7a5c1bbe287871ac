import CPosix
import Credentials
import Fleet
import Glibc

/// Asks Redis over connections of its own, with nothing between it and the sockets: what a request takes is what the link
/// takes.
final class HopClient {
    /// Nanoseconds; a request that takes longer is a broken link, not a slow one.
    private static let limit = timeval(tv_sec: 5, tv_usec: 0)

    private let descriptors: [Int32]
    private let request: [UInt8]
    private let replyCount: Int
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    init(port: UInt16, connections: Int, bytes: Int, as user: String, _ password: Secret) throws(FleetError) {
        let payload = [UInt8](repeating: 0x61, count: bytes)
        request = Self.command([Array("PING".utf8), payload])
        replyCount = Array("$\(bytes)\r\n\r\n".utf8).count + bytes
        var opened: [Int32] = []
        for _ in 0..<connections { opened.append(try Self.open(port)) }
        descriptors = opened
        let login = Self.command([Array("AUTH".utf8), Array(user.utf8), password.withBytes { Array($0) }])
        for descriptor in descriptors { try ask(descriptor, login, "+OK\r\n".utf8.count) }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    /// One request after the other, each on the next connection; nanoseconds of each.
    func inTurn(_ requests: Int) throws(FleetError) -> [UInt64] {
        var times: [UInt64] = []
        times.reserveCapacity(requests)
        for index in 0..<requests {
            let began = kq_now()
            try ask(descriptors[index % descriptors.count], request, replyCount)
            times.append(kq_now() - began)
        }
        return times
    }

    /// On every connection the next request as soon as the one before is answered; nanoseconds of each.
    func allBusy(_ requests: Int) throws(FleetError) -> [UInt64] {
        var times: [UInt64] = []
        times.reserveCapacity(requests)
        var began = descriptors.map { _ in kq_now() }
        var sources = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        for descriptor in descriptors { try send(descriptor, request) }
        while times.count < requests {
            guard poll(&sources, nfds_t(sources.count), 5_000) > 0 else { throw Self.failure("poll") }
            for index in sources.indices where sources[index].revents != 0 {
                try receive(descriptors[index], replyCount)
                times.append(kq_now() - began[index])
                began[index] = kq_now()
                try send(descriptors[index], request)
            }
        }
        for descriptor in descriptors { try receive(descriptor, replyCount) }
        return times
    }

    private func ask(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) throws(FleetError) {
        try send(descriptor, bytes)
        try receive(descriptor, count)
    }

    private func send(_ descriptor: Int32, _ bytes: [UInt8]) throws(FleetError) {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Self.failure("send")
        }
    }

    /// The length of a reply tells a right one from an error.
    private func receive(_ descriptor: Int32, _ count: Int) throws(FleetError) {
        var missing = count
        while missing > 0 {
            let received = recv(descriptor, &buffer, buffer.count, 0)
            guard received > 0, received <= missing, buffer[0] != UInt8(ascii: "-") else {
                throw Self.failure("a reply of \(received) bytes instead of \(missing)")
            }
            missing -= received
        }
    }
}

extension HopClient {
    private static func command(_ words: [[UInt8]]) -> [UInt8] {
        words.reduce(Array("*\(words.count)\r\n".utf8)) { $0 + Array("$\($1.count)\r\n".utf8) + $1 + [13, 10] }
    }

    private static func open(_ port: UInt16) throws(FleetError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var (isOn, limit): (Int32, timeval) = (1, limit)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw failure("connect to \(port)") }
        return descriptor
    }

    private static func failure(_ what: String) -> FleetError {
        FleetError(.redisUnusable, "\(what): \(String(cString: strerror(errno)))")
    }
}
