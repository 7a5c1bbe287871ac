import Glibc

/// How many connections to a port of this machine were accepted and are still held: the kernel's table of TCP over IPv4
/// (proc(5), `/proc/net/tcp`). Nil where it cannot be read.
package func acceptedConnections(onPort port: UInt16) -> Int? {
    readProcFile("/proc/net/tcp").map { acceptedConnections(onPort: port, in: $0) }
}

/// The table may have thousands of rows, and is looked through for each replica: only rows that name the port are read.
func acceptedConnections(onPort port: UInt16, in table: String) -> Int {
    let digits = String(port, radix: 16, uppercase: true)
    let ending = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    return table.withCString { text in
        var (count, rest) = (0, text)
        while let place = strstr(rest, ending + " ") {
            if TCPRow(around: place, in: text)?.isAccepted(on: ending) == true { count += 1 }
            rest = UnsafePointer(place + ending.utf8.count)
        }
        return count
    }
}

/// Number, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode, and more.
private struct TCPRow {
    private let fields: [Substring]

    init?(around place: UnsafePointer<CChar>, in table: UnsafePointer<CChar>) {
        let lineEnd = CChar(bitPattern: UInt8(ascii: "\n"))
        var (start, end) = (place, place)
        while start > table, start[-1] != lineEnd { start -= 1 }
        while end.pointee != 0, end.pointee != lineEnd { end += 1 }
        let row = String(decoding: UnsafeRawBufferPointer(start: start, count: end - start), as: UTF8.self)
        fields = row.split(separator: " ", maxSplits: 10)
        guard fields.count > 9 else { return nil }
    }

    /// Without an inode nobody has accepted it yet, or nobody holds it any more.
    func isAccepted(on ending: String) -> Bool { fields[1].hasSuffix(ending) && fields[3] != "0A" && fields[9] != "0" }
}
