import CHiredis

/// What hiredis' reader calls for each piece of a reply: they go to the ``ReplyBuilder`` of the context that is reading.
///
/// A null result means "out of memory" to hiredis, which then gives up: here it says that the reply is too large.
enum ReplyFunctions {
    /// Proof for `nonisolated(unsafe)`: written once, here, then only read by hiredis.
    nonisolated(unsafe) static let table: UnsafeMutablePointer<redisReplyObjectFunctions> = {
        let table = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        table.initialize(
            to: redisReplyObjectFunctions(
                createString: { task, bytes, count in ReplyFunctions.add(task, bytes, count) },
                createArray: { task, count in ReplyFunctions.build(task) { $0.openArray(count: Int(count)) } },
                createInteger: { task, value in ReplyFunctions.build(task) { $0.add(.integer(value)) } },
                createNil: { task in ReplyFunctions.build(task) { $0.add(.null) } },
                freeObject: { _ in }))
        return table
    }()

    private static func add(
        _ task: UnsafePointer<redisReadTask>?, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int
    ) -> UnsafeMutableRawPointer? {
        guard let task else { return nil }
        let text = UnsafeRawBufferPointer(start: bytes, count: count)
        let leaf: RedisReply =
            switch task.pointee.type {
            case REDIS_REPLY_STATUS: .status(String(decoding: text, as: UTF8.self))
            case REDIS_REPLY_ERROR: .error(RedisServerError(line: text))
            default: .string(Array(text))
            }
        return build(task) { $0.add(leaf, bytes: count) }
    }

    /// Hands one piece to the builder; the result only has to be something, hiredis keeps and returns it.
    private static func build(
        _ task: UnsafePointer<redisReadTask>?, _ body: (inout ReplyBuilder) -> Bool
    ) -> UnsafeMutableRawPointer? {
        guard let owner = task?.pointee.privdata else { return nil }
        let context = Unmanaged<HiredisContext>.fromOpaque(owner).takeUnretainedValue()
        return body(&context.builder) ? owner : nil
    }
}
