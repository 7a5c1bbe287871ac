import Glibc

/// The kernel's own list of sockets: whoever forgets to close one cannot hide it there.
///
/// It is read page by page while others open and close theirs: one look may miss an entry, or see one twice.
struct KernelSockets {
    private struct Entry {
        let localPort: UInt16
        let remotePort: UInt16
        let isListening: Bool
        /// Zero once nobody has a descriptor of it any more.
        let inode: UInt64
    }

    private let entries: [Entry]

    init() {
        guard let file = fopen("/proc/net/tcp", "re") else {
            entries = []
            return
        }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        var entries: [Entry] = []
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix(while: { $0 != 0 }).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if let entry = Self.entry(text.split(separator: " ")) { entries.append(entry) }
        }
        self.entries = entries
    }

    private static func entry(_ fields: [Substring]) -> Entry? {
        guard fields.count > 9, let local = port(fields[1]), let remote = port(fields[2]),
            let inode = UInt64(fields[9])
        else { return nil }
        return Entry(localPort: local, remotePort: remote, isListening: fields[3] == "0A", inode: inode)
    }

    private static func port(_ address: Substring) -> UInt16? {
        address.split(separator: ":").last.flatMap { UInt16($0, radix: 16) }
    }

    /// Descriptors of a proxy's connections, those that it accepted and those that it made.
    func held(byProxyAt listener: UInt16, to node: UInt16) -> Int {
        entries.count { entry in
            !entry.isListening && entry.inode != 0 && (entry.localPort == listener || entry.remotePort == node)
        }
    }

    /// Descriptors of clients of a server.
    func held(byClientsOf server: UInt16) -> Int {
        entries.count { !$0.isListening && $0.inode != 0 && $0.remotePort == server }
    }

    func isListening(at port: UInt16) -> Bool { entries.contains { $0.isListening && $0.localPort == port } }
}
