import CHiredis
import Credentials

/// The floor: blocking hiredis that keeps so many commands on their way, and nothing else.
///
/// A call is one command or several, each sent when the one before was answered: `next` says what comes next.
final class BareStorageClient {
    /// What came of one answer: the call's next command, or its end.
    typealias Next = (_ call: Int, _ step: Int, _ reply: UnsafeRawBufferPointer) throws(BenchError) -> [[UInt8]]?

    private let context: UnsafeMutablePointer<redisContext>
    // What hiredis is handed of one command: the arguments side by side, where each begins, how long each is.
    private var bytes: [UInt8] = []
    private var places: [Int] = []
    private var starts: [UnsafePointer<CChar>?] = []
    private var lengths: [Int] = []

    init(port: UInt16, user: String, _ password: Secret) throws(BenchError) {
        guard let context = redisConnect("127.0.0.1", Int32(port)) else { throw BenchError("no memory for hiredis") }
        self.context = context
        guard context.pointee.err == REDIS_OK else { throw BenchError("hiredis cannot connect to port \(port)") }
        append([Array("AUTH".utf8), Array(user.utf8), password.withBytes { $0 }])
        try withReply { _ in }
    }

    deinit { redisFree(context) }

    /// Makes so many calls.
    func run(
        _ calls: Int, inFlight: Int, first: (Int) throws(BenchError) -> [[UInt8]], next: Next
    ) throws(BenchError) {
        var queue = CallQueue(capacity: inFlight)
        var started = 0
        while started < min(inFlight, calls) {
            append(try first(started))
            queue.add(call: started, step: 0)
            started += 1
        }
        while let (call, step) = queue.take() {
            var following: [[UInt8]]?
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
    }

    /// Asks once; the answer's text.
    func ask(_ words: String...) throws(BenchError) -> [UInt8] {
        append(words.map { Array($0.utf8) })
        var text: [UInt8] = []
        try withReply { text = Array($0) }
        return text
    }

    private func append(_ command: [[UInt8]]) {
        bytes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        for argument in command {
            places.append(bytes.count)
            lengths.append(argument.count)
            bytes += argument
        }
        bytes.withUnsafeBytes { all in
            guard let first = all.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            for place in places { starts.append(first + place) }
            redisAppendCommandArgv(context, Int32(command.count), &starts, lengths)
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
