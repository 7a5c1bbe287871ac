import CHiredis
import CPosix
import Credentials
import RedisLink

/// The floor: blocking hiredis that keeps so many commands on their way, and nothing else.
///
/// A call is one command or several, each sent when the one before was answered: `next` says what comes next.
final class BareStorageClient {
    /// What came of one answer: the call's next command, or its end.
    typealias Next = (_ call: Int, _ step: Int, _ reply: UnsafeRawBufferPointer) throws(BenchError) -> RedisCommand?

    private let context: UnsafeMutablePointer<redisContext>

    init(port: UInt16, user: String, _ password: Secret) throws(BenchError) {
        guard let context = redisConnect("127.0.0.1", Int32(port)) else { throw BenchError("no memory for hiredis") }
        self.context = context
        guard context.pointee.err == REDIS_OK else { throw BenchError("hiredis cannot connect to port \(port)") }
        append(RedisCommand("AUTH", [Array(user.utf8), password.withBytes { $0 }]))
        try withReply { _ in }
    }

    deinit { redisFree(context) }

    /// Nanoseconds for so many calls.
    func run(
        _ calls: Int, inFlight: Int, first: (Int) throws(BenchError) -> RedisCommand, next: Next
    ) throws(BenchError) -> UInt64 {
        let began = kq_now()
        var queue = CallQueue(capacity: inFlight)
        var started = 0
        while started < min(inFlight, calls) {
            append(try first(started))
            queue.add(call: started, step: 0)
            started += 1
        }
        while let (call, step) = queue.take() {
            var following: RedisCommand?
            try withReply { (reply) throws(BenchError) in following = try next(call, step, reply) }
            if let following {
                append(following)
                queue.add(call: call, step: step + 1)
            } else if started < calls {
                append(try first(started))
                queue.add(call: started, step: 0)
                started += 1
            }
        }
        return kq_now() - began
    }

    /// Asks once; the answer's text.
    func ask(_ words: String...) throws(BenchError) -> [UInt8] {
        append(RedisCommand(words[0], words.dropFirst().map { Array($0.utf8) }))
        var text: [UInt8] = []
        try withReply { text = Array($0) }
        return text
    }

    private func append(_ command: RedisCommand) {
        let arguments = command.arguments
        let bytes = arguments.flatMap { $0 }
        bytes.withUnsafeBytes { all in
            var starts: [UnsafePointer<CChar>?] = []
            var place = 0
            for argument in arguments {
                starts.append(all.baseAddress.map { ($0 + place).assumingMemoryBound(to: CChar.self) })
                place += argument.count
            }
            redisAppendCommandArgv(context, Int32(arguments.count), &starts, arguments.map(\.count))
        }
    }

    /// Waits for the next answer; what has been appended is written first.
    private func withReply(
        _ body: (UnsafeRawBufferPointer) throws(BenchError) -> Void
    ) throws(BenchError) {
        var raw: UnsafeMutableRawPointer?
        guard redisGetReply(context, &raw) == REDIS_OK, let raw else { throw BenchError("hiredis lost its connection") }
        defer { freeReplyObject(raw) }
        let reply = raw.assumingMemoryBound(to: redisReply.self).pointee
        let text = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
        guard reply.type != REDIS_REPLY_ERROR else { throw BenchError(String(decoding: text, as: UTF8.self)) }
        try body(text)
    }
}

/// The calls that wait for an answer, in the order of their answers.
private struct CallQueue {
    private var entries: [(call: Int, step: Int)]
    private var head = 0
    private var count = 0

    init(capacity: Int) { entries = Array(repeating: (0, 0), count: capacity) }

    mutating func add(call: Int, step: Int) {
        entries[(head + count) % entries.count] = (call, step)
        count += 1
    }

    mutating func take() -> (call: Int, step: Int)? {
        guard count > 0 else { return nil }
        defer {
            head = (head + 1) % entries.count
            count -= 1
        }
        return entries[head]
    }
}
