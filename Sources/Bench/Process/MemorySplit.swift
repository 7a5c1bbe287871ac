import Fleet
import Glibc

/// Where the memory of one process lies: KiB of proportional set size, so that pages which a fork still shares count a share.
struct MemorySplit: Equatable {
    var heap = 0.0
    var stack = 0.0
    var history = 0.0
    /// Written data of the program and its libraries, read-only pages included.
    var program = 0.0

    var total: Double { heap + stack + history + program }

    init() {}

    /// Nil when the process is gone.
    init?(pid: pid_t) {
        guard let text = readProcFile("/proc/\(pid)/smaps") else { return nil }
        self.init(smaps: text)
    }

    /// Reads what /proc/PID/smaps says: a line that names a mapping, then lines about it.
    init(smaps text: String) {
        var name: Substring = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard let first = words.first else { continue }
            if first.contains("-"), words.count >= 5 {
                name = words.count > 5 ? words[5] : ""
            } else if first == "Pss:", words.count > 1, let size = Double(words[1]) {
                self[keyPath: Self.part(of: name)] += size
            }
        }
    }

    /// Memory without a name is malloc's and Swift's, beyond what fits into the heap proper.
    private static func part(of name: Substring) -> WritableKeyPath<MemorySplit, Double> {
        if name.hasPrefix("[stack") { return \.stack }
        if name.isEmpty || name.hasPrefix("[heap") || name.hasPrefix("[anon") { return \.heap }
        return name.hasSuffix(".kq") ? \.history : \.program
    }

    /// The mean of some processes; nil when all are gone.
    static func mean(of pids: some Sequence<pid_t>) -> MemorySplit? {
        let splits = pids.compactMap(MemorySplit.init(pid:))
        guard !splits.isEmpty else { return nil }
        var mean = MemorySplit()
        for part in [\MemorySplit.heap, \.stack, \.history, \.program] {
            mean[keyPath: part] = splits.reduce(0) { $0 + $1[keyPath: part] } / Double(splits.count)
        }
        return mean
    }
}

/// KiB that the kernel says a new program could have: what a fleet takes from it counts everything, sockets, page tables
/// and the server's side included.
func availableMemory() -> Double? {
    let line = readProcFile("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
}
