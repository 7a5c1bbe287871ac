import Credentials
import RedisLink

/// The storage in Redis, shared by all replicas of an authorization server.
///
/// ```swift
/// let loop = EventLoop()                       // on the thread that runs it, after any fork
/// loop.spawn {
///     let storage = try await RedisAuthorizationStore.open(settings, on: loop)
///     try await storage.createAccessToken(signature, session)
/// }
/// loop.run()
/// ```
/// It is an actor that runs on the loop: calls from the loop's own tasks cost no hop, calls from anywhere else go there
/// and back. One connection carries thousands of calls at a time, in the order in which they were made; no call has a
/// thread. A call while Redis is away fails at once and certainly without effect; the connection comes back by itself.
/// Code that is isolated to the main actor, such as a closure in `main.swift` or in a `@main` type, never runs on the
/// loop: write what you hand to `spawn` in a function that is not.
public actor RedisAuthorizationStore: AuthorizationStore {
    private nonisolated let executor: LoopExecutor
    private let server: OnLoop<any RedisSender>
    private let link: OnLoop<RedisLink>?
    private var isClosed = false
    /// As they were read last: never a substitute for reading.
    var clients: [String: DecodedClient] = [:]
    let codec = RecordCodec()
    nonisolated let keys: KeySpace
    let clock: @Sendable () -> WallTime
    private let onWarning: @Sendable (StorageWarning) -> Void

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter link: closed with the storage.
    init(
        _ server: OnLoop<any RedisSender>, link: OnLoop<RedisLink>? = nil, executor: LoopExecutor, prefix: KeyPrefix,
        clock: @escaping @Sendable () -> WallTime, onWarning: @escaping @Sendable (StorageWarning) -> Void
    ) {
        self.executor = executor
        self.server = server
        self.link = link
        keys = KeySpace(prefix)
        self.clock = clock
        self.onWarning = onWarning
    }

    /// Makes a storage on a connection of the caller's, who starts and closes it; on the loop's thread.
    ///
    /// - Parameters:
    ///   - clock: what time it is, for ends that are stored as times; the system's clock unless a test has its own.
    ///   - onWarning: gets what a call got past; it is called on the loop's thread.
    public static func over(
        _ sender: any RedisSender, on loop: EventLoop, prefix: KeyPrefix,
        clock: @escaping @Sendable () -> WallTime = SystemClock.now,
        onWarning: @escaping @Sendable (StorageWarning) -> Void = { _ in }
    ) -> RedisAuthorizationStore {
        RedisAuthorizationStore(
            OnLoop(value: sender), executor: loop.executor, prefix: prefix, clock: clock, onWarning: onWarning)
    }

    isolated deinit { link?.value.close() }
}

/// Health and the end.
extension RedisAuthorizationStore {
    public func health() async throws(StorageError) {
        guard try await ask(RedisCommand("PING", []), in: .health) == .status("PONG") else {
            throw StorageError(.malformed, in: .health)
        }
    }

    public func close() async {
        isClosed = true
        link?.value.close()
    }
}

/// How calls reach Redis.
extension RedisAuthorizationStore {
    /// Sends a command that only reads.
    func ask(_ command: RedisCommand, in operation: StorageOperation) async throws(StorageError) -> RedisReply {
        try checkOpen(operation)
        do throws(RedisError) {
            return try await server.value.call(command)
        } catch {
            throw StorageError.reading(error, in: operation)
        }
    }

    /// Sends a command that may write.
    func order(_ command: RedisCommand, in operation: StorageOperation) async throws(StorageError) -> RedisReply {
        try checkOpen(operation)
        do throws(RedisError) {
            return try await server.value.call(command)
        } catch {
            throw StorageError.writing(error, in: operation)
        }
    }

    /// Sends commands that only read in one go, so that nothing of ours comes between them.
    func ask(_ commands: [RedisCommand], in operation: StorageOperation) async throws(StorageError) -> [RedisReply] {
        try checkOpen(operation)
        guard !commands.isEmpty else { return [] }
        let results = await withCheckedContinuation {
            (continuation: CheckedContinuation<[Result<RedisReply, RedisError>], Never>) in
            var results: [Result<RedisReply, RedisError>] = []
            for command in commands {
                server.value.send(command, deadline: nil) { result in
                    results.append(result)
                    if results.count == commands.count { continuation.resume(returning: results) }
                }
            }
        }
        var replies: [RedisReply] = []
        for result in results {
            do throws(RedisError) {
                replies.append(try result.get())
            } catch {
                throw StorageError.reading(error, in: operation)
            }
        }
        return replies
    }

    /// Runs a script, which is one step.
    func run(
        _ script: RedisScript, _ scriptKeys: [[UInt8]], _ arguments: [[UInt8]], in operation: StorageOperation
    ) async throws(StorageError) -> ScriptAnswer {
        try checkOpen(operation)
        do throws(RedisError) {
            let reply = try await server.value.run(script, keys: scriptKeys, arguments: arguments)
            guard let answer = ScriptAnswer(reply) else {
                throw RedisError(
                    code: .protocolViolation, phase: .answered, command: script.name, mayHaveTakenEffect: true,
                    detail: "an answer that no script of ours gives")
            }
            return answer
        } catch {
            throw StorageError.writing(error, in: operation)
        }
    }

    private func checkOpen(_ operation: StorageOperation) throws(StorageError) {
        guard !isClosed else { throw StorageError(.closed, in: operation) }
    }

    func warn(_ warning: StorageWarning) { onWarning(warning) }
}

/// How documents become values.
extension RedisAuthorizationStore {
    /// The document of a record, or `.invalidRequest`.
    func document(of record: some Encodable, in operation: StorageOperation) throws(StorageError) -> [UInt8] {
        guard let bytes = codec.bytes(of: record) else { throw StorageError(.invalidRequest, in: operation) }
        return bytes
    }

    /// What stands under a key; `.notFound` for nothing, `.malformed` for what is no such document.
    func decode<Record: Decodable>(
        _ reply: RedisReply, in operation: StorageOperation
    ) throws(StorageError) -> Record {
        guard case .string(let bytes) = reply else {
            throw StorageError(reply == .null ? .notFound : .malformed, in: operation)
        }
        return try decode(bytes, in: operation)
    }

    func decode<Record: Decodable>(
        _ bytes: [UInt8], in operation: StorageOperation
    ) throws(StorageError) -> Record {
        guard let record: Record = codec.record(from: bytes) else { throw StorageError(.malformed, in: operation) }
        return record
    }
}

extension Lifetime {
    /// For Redis: milliseconds, 0 for no end.
    var argument: [UInt8] { Array(String(milliseconds ?? 0).utf8) }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}
