import Glibc
import Testing

@testable import Fleet

struct AcceptedConnectionsTests {
    /// As proc(5) has it: a listener, what it accepted, the other end of that, one that waits in its queue, one that is over,
    /// and somebody else's with the number elsewhere in the row.
    private static let table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:0C1A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0
           1: 0100007F:0C1A 0100007F:B7CA 01 00000000:00000000 00:00000000 00000000     0        0 101 1 0 20 4 30 10 -1
           2: 0100007F:B7CA 0100007F:0C1A 01 00000000:00000000 00:00000000 00000000     0        0 102 1 0 20 4 30 10 -1
           3: 0100007F:0C1A 0100007F:B7CB 08 00000000:00000000 00:00000000 00000000     0        0 103 1 0 20 4 30 10 -1
           4: 0100007F:0C1A 0100007F:B7CC 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 4 30 10 -1
           5: 0100007F:0C1A 0100007F:B7CD 06 00000000:00000000 03:000007FE 00000000     0        0 0 3 0
           6: 0100007F:1F90 0100007F:B7CE 01 00000000:00000000 00:00000000 00000000     0        0 104 1 0 20 4 30 10 -1

        """

    @Test(arguments: [(0x0C1A, 2), (0xB7CA, 1), (0x1F90, 1), (0x0C1B, 0), (0x1A, 0)] as [(UInt16, Int)])
    func `held connections to a port are counted, and no others`(_ port: UInt16, _ count: Int) {
        #expect(acceptedConnections(onPort: port, in: Self.table) == count)
    }

    @Test func `a real listener's are counted from accept to close`() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(listener, address, length) == 0 && listen(listener, 4) == 0)
                try #require(getsockname(listener, address, &length) == 0)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        #expect(acceptedConnections(onPort: port) == 0)

        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        let didConnect = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, length) }
        }
        try #require(didConnect == 0)
        #expect(acceptedConnections(onPort: port) == 0, "nobody has accepted it")
        let accepted = accept(listener, nil, nil)
        #expect(acceptedConnections(onPort: port) == 1)
        close(accepted)
        #expect(acceptedConnections(onPort: port) == 0)
    }
}
