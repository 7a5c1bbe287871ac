import DequeModule

/// The commands whose answers are still to come, in the order in which they were sent, each with its deadline.
///
/// It also counts bytes, to tell a command that has left this process from one that has not: only the former may have
/// taken effect.
struct AwaitedReplies<Handler> {
    struct Entry {
        let command: String
        let isScript: Bool
        /// A time of the loop's clock, nanoseconds.
        let deadline: UInt64
        /// Where the command ends in the stream of all bytes of this connection.
        let end: Int
        let handler: Handler
    }

    private var entries: Deque<Entry> = []
    private var appendedBytes = 0
    private var unwrittenBytes = 0

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    /// The time at which the first of them is overdue.
    var earliestDeadline: UInt64? { entries.lazy.map(\.deadline).min() }

    /// A command was put behind the others; `bytes` is what waits to be written now.
    mutating func append(_ command: RedisCommand, deadline: UInt64, handler: Handler, unwritten bytes: Int) {
        appended(unwritten: bytes)
        entries.append(
            Entry(
                command: command.name, isScript: command.isScript, deadline: deadline, end: appendedBytes,
                handler: handler))
    }

    /// A command without an awaited answer was put behind the others.
    mutating func appended(unwritten bytes: Int) {
        appendedBytes += bytes - unwrittenBytes
        unwrittenBytes = bytes
    }

    /// Something was written; `bytes` is what waits still.
    mutating func wrote(unwritten bytes: Int) { unwrittenBytes = bytes }

    /// The next answer has come; nil when nobody waits for one.
    mutating func answered() -> Entry? { entries.popFirst() }

    /// Ends the wait of all: each gets the error that fits it.
    ///
    /// With `now`, those that are overdue at that time are told so: they are the reason, the others were merely behind or
    /// before them on a connection whose order of answers is lost.
    mutating func fail(with cause: RedisError, overdueAt now: UInt64? = nil) -> [(Entry, RedisError)] {
        defer { entries = [] }
        return entries.map { ($0, error(for: $0, cause: isOverdue($0, now) ? Self.overdue : cause)) }
    }

    private func isOverdue(_ entry: Entry, _ now: UInt64?) -> Bool {
        now.map { entry.deadline <= $0 } ?? false
    }

    private func error(for entry: Entry, cause: RedisError) -> RedisError {
        let hasLeft = entry.end <= appendedBytes - unwrittenBytes
        return cause.forCommand(entry.command, phase: hasLeft ? .sent : .queued)
    }

    private static var overdue: RedisError {
        RedisError(
            code: .deadlineExceeded, phase: .sent, command: nil, mayHaveTakenEffect: true,
            detail: "no answer within the deadline")
    }
}
