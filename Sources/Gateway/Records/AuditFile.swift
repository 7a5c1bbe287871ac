import Glibc
import NIOPosix
import Synchronization

/// Audit events by what became of them.
struct AuditCounts: Equatable, Sendable {
    var written: UInt64 = 0
    /// The file could not take them, or could not keep up.
    var lost: UInt64 = 0
}

/// A file that lines are added to. They are gathered in memory and written by a thread of the file's own, so that no
/// request waits for a disk; what does not fit is counted, and the metrics say so.
///
/// A thread and no queue: a queue's threads come and go, and what a replica holds at its end is compared with its start.
final class AuditFile: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var lines: UInt64 = 0
        var isScheduled = false
        var counts = AuditCounts()
    }

    struct CannotOpen: Error, CustomStringConvertible { let description: String }

    private let descriptor: Int32
    private let state = Mutex(State())
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let writing = Mutex(())

    /// Bytes that wait at most.
    static let capacity = 4 << 20
    /// Microseconds.
    private static let gathering: useconds_t = 20_000

    /// - Throws: ``CannotOpen``. A file that is there is added to; one that is made belongs to its owner alone.
    init(path: String) throws(CannotOpen) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw CannotOpen(description: "the audit file \(path): \(String(cString: strerror(errno)))")
        }
        thread.start()
    }

    deinit {
        thread.shutdownGracefully { _ in }  // it has nothing to do any more; there is nobody to tell
        close(descriptor)
    }

    var counts: AuditCounts { state.withLock { $0.counts } }

    func append(_ line: [UInt8]) {
        let mustSchedule = state.withLock { state in
            guard state.bytes.count + line.count <= Self.capacity else {
                state.counts.lost += 1
                return false
            }
            state.bytes += line
            state.lines += 1
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        guard mustSchedule else { return }
        thread.submit { [self] _ in
            usleep(Self.gathering)
            writeOut()
        }
    }

    /// Writes what waits; returns when that is done.
    func flush() { writeOut() }

    /// One at a time, so that lines keep their order.
    private func writeOut() { writing.withLock { _ in writeWhatWaits() } }

    private func writeWhatWaits() {
        let (bytes, lines) = state.withLock { state in
            defer {
                state.bytes = []
                state.lines = 0
                state.isScheduled = false
            }
            return (state.bytes, state.lines)
        }
        let isWritten = bytes.isEmpty || write(bytes)
        state.withLock { state in
            if isWritten { state.counts.written += lines } else { state.counts.lost += lines }
        }
    }

    /// A part that was written stays: the last line may then be a half one.
    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}
