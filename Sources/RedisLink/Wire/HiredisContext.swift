import CHiredis
import Glibc

/// One non-blocking hiredis context with its descriptor; the pointer never leaves this room.
///
/// After a thrown failure the context is of no more use: drop it. The descriptor closes with it.
final class HiredisContext {
    private let context: UnsafeMutablePointer<redisContext>
    var builder: ReplyBuilder

    /// A line (a status, an error, a length) longer than this is no RESP that Redis would send; hiredis would look for its
    /// end again with every byte that comes.
    private static let lineBytes = 64 * 1024

    /// Starts to connect. A host name is looked up before this returns, which blocks: give numeric addresses to a loop.
    init(connectingTo endpoint: RedisEndpoint, replyLimit: Int) throws(WireFailure) {
        guard let opened = Self.open(endpoint) else { throw .system("out of memory") }
        context = opened
        builder = ReplyBuilder(limit: replyLimit)
        guard opened.pointee.err == REDIS_OK else {
            throw .system(failureText)  // `self` is complete here, so deinit frees the context
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        opened.pointee.reader.pointee.fn = ReplyFunctions.table
        opened.pointee.reader.pointee.privdata = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { redisFree(context) }

    private static func open(_ endpoint: RedisEndpoint) -> UnsafeMutablePointer<redisContext>? {
        switch endpoint {
        case .tcp(let host, let port, nil): redisConnectNonBlock(host, Int32(port))
        case .tcp(let host, let port, let source?): redisConnectBindNonBlock(host, Int32(port), source)
        case .unix(let path): redisConnectUnixNonBlock(path)
        }
    }

    var descriptor: Int32 { context.pointee.fd }

    /// Takes the pending error of the socket: 0 when there is none.
    func takeSocketError() -> Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { return errno }
        return error
    }

    private var failureText: String {
        withUnsafeBytes(of: &context.pointee.errstr) { String(decoding: $0.prefix(while: { $0 != 0 }), as: UTF8.self) }
    }

    private var failure: WireFailure {
        switch context.pointee.err {
        case REDIS_ERR_EOF: .closedByServer
        case REDIS_ERR_PROTOCOL: .violation(failureText)
        case REDIS_ERR_OOM: .violation("a reply of more than \(builder.limit) bytes")
        default: .system(failureText)
        }
    }
}

/// Writing.
extension HiredisContext {
    /// Bytes that wait to be written.
    var unwrittenBytes: Int { sdslen(context.pointee.obuf) }

    /// Adds a command to what waits to be written.
    func append(_ command: RedisCommand) {
        command.bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            redisAppendFormattedCommand(context, start, bytes.count)
        }
    }

    /// Writes as much as the socket takes.
    func write() throws(WireFailure) {
        var isDone: Int32 = 0
        guard redisBufferWrite(context, &isDone) == REDIS_OK else { throw failure }
    }
}

/// Reading.
extension HiredisContext {
    /// Reads once; true when there may be more.
    func read() throws(WireFailure) -> Bool {
        let before = context.pointee.reader.pointee.len
        guard redisBufferRead(context) == REDIS_OK else { throw failure }
        return context.pointee.reader.pointee.len - before >= Self.bytesPerRead
    }

    /// What `redisBufferRead` reads at most.
    private static var bytesPerRead: Int { 16 * 1024 }

    /// The next complete reply, nil when more bytes are needed.
    func nextReply() throws(WireFailure) -> RedisReply? {
        var token: UnsafeMutableRawPointer?
        guard redisGetReplyFromReader(context, &token) == REDIS_OK else { throw failure }
        guard token != nil else {
            try checkUnparsed()
            return nil
        }
        return builder.take()
    }

    /// Bounds what a peer can make us keep without ever completing a reply.
    private func checkUnparsed() throws(WireFailure) {
        let reader = context.pointee.reader.pointee
        let unparsed = reader.len - reader.pos
        guard unparsed > Self.lineBytes, let buffer = reader.buf else { return }
        guard unparsed <= builder.limit else { throw .violation("a reply of more than \(builder.limit) bytes") }
        let head = UnsafeBufferPointer(start: buffer + reader.pos, count: Self.lineBytes)
        guard Self.hasLineEnd(head) else { throw .violation("a line of more than \(Self.lineBytes) bytes") }
    }

    private static func hasLineEnd(_ bytes: UnsafeBufferPointer<CChar>) -> Bool {
        (1..<bytes.count).contains { bytes[$0 - 1] == CChar(13) && bytes[$0] == CChar(10) }
    }
}
