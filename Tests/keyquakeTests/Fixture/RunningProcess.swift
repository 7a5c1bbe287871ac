import Glibc
import RedisFixture
import Testing

/// One process as /proc shows it. A number alone is not enough: it may belong to somebody else a moment later.
struct RunningProcess: Hashable, Sendable {
    let pid: pid_t
    let parent: pid_t
    let session: pid_t
    /// As the kernel names it, at most 15 bytes.
    let name: String
    private let startTicks: String

    /// Nil when there is no such process, or only its corpse that nobody has reaped.
    init?(pid: pid_t) {
        guard let text = fileBytes("/proc/\(pid)/stat").map({ String(decoding: $0, as: UTF8.self) }),
            let opening = text.firstIndex(of: "("), let closing = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[closing...].dropFirst(2).split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let parent = pid_t(fields[1]),
            let session = pid_t(fields[3])
        else { return nil }
        self.pid = pid
        self.parent = parent
        self.session = session
        name = String(text[text.index(after: opening)..<closing])
        startTicks = String(fields[19])
    }

    /// Every process of this machine that we may see.
    static var all: [RunningProcess] {
        entries(of: "/proc").compactMap { pid_t($0) }.compactMap { RunningProcess(pid: $0) }
    }

    /// Still the same process, and not just a corpse.
    var isAlive: Bool { RunningProcess(pid: pid)?.startTicks == startTicks }

    /// The number of threads that the kernel counts.
    var threads: Int? {
        let text = fileBytes("/proc/\(pid)/status").map { String(decoding: $0, as: UTF8.self) }
        let line = text?.split(separator: "\n").first { $0.hasPrefix("Threads:") }
        return line?.split(separator: "\t").last.flatMap { Int($0) }
    }

    /// What everybody with the same user may read of it: arguments and environment.
    var visibleText: [UInt8] {
        ["cmdline", "environ"].flatMap { fileBytes("/proc/\(pid)/\($0)") ?? [] }
    }

    /// TCP ports on which it listens.
    var listeningPorts: [Int] {
        let sockets = Set(
            entries(of: "/proc/\(pid)/fd").compactMap { name -> String? in
                var link = [CChar](repeating: 0, count: 64)
                let count = readlink("/proc/\(pid)/fd/\(name)", &link, link.count)
                return String(decoding: link.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            })
        let table = String(decoding: fileBytes("/proc/\(pid)/net/tcp") ?? [], as: UTF8.self)
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", sockets.contains("socket:[\(fields[9])]") else { return nil }
            return fields[1].split(separator: ":").last.flatMap { Int($0, radix: 16) }
        }
    }
}

extension [RunningProcess] {
    /// The first port on which one of them listens. One look at the kernel's table may miss an entry.
    func listeningPort() throws -> Int {
        var port: Int?
        try waitUntil("one of \(count) processes listens") {
            port = lazy.flatMap(\.listeningPorts).first
            return port != nil
        }
        return try #require(port)
    }
}
