import Glibc

/// What the kernel says that one process holds; nil when the process is gone.
package struct ProcessInventory: Equatable, Sendable {
    package let descriptors: Int
    package let threads: Int

    package init?(pid: pid_t) {
        guard let status = readProcFile("/proc/\(pid)/status"),
            let threads = field("Threads:", of: status),
            let descriptors = countEntries(of: "/proc/\(pid)/fd")
        else { return nil }
        self.descriptors = descriptors
        self.threads = threads
    }

    private init(descriptors: Int, threads: Int) {
        self.descriptors = descriptors
        self.threads = threads
    }

    func without(descriptors others: Int) -> ProcessInventory {
        ProcessInventory(descriptors: descriptors - others, threads: threads)
    }

    /// The most of both.
    func covering(_ other: ProcessInventory) -> ProcessInventory {
        ProcessInventory(
            descriptors: max(descriptors, other.descriptors), threads: max(threads, other.threads))
    }
}

/// Where the memory of one process lies, in KiB of proportional set size (shared pages divided by who shares them).
package struct ProcessMemory: Equatable, Sendable {
    package let pss: Int

    package init?(pid: pid_t) {
        guard let rollup = readProcFile("/proc/\(pid)/smaps_rollup"), let pss = field("Pss:", of: rollup) else {
            return nil
        }
        self.pss = pss
    }
}

/// Files under /proc have no size: read until the end.
package func readProcFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { break }
        bytes.append(contentsOf: chunk.prefix(count))
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The number that follows a label at the beginning of a line.
private func field(_ label: String, of text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(label) {
        return line.dropFirst(label.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first.flatMap { Int($0) }
    }
    return nil
}

private func countEntries(of directory: String) -> Int? {
    guard let handle = opendir(directory) else { return nil }
    defer { closedir(handle) }
    var count = 0
    while readdir(handle) != nil { count += 1 }
    return count - 2  // . and ..
}
