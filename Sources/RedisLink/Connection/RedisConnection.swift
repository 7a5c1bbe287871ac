import Glibc

/// One connection to a server, from its first packet to its end: commands go out, answers come back in their order.
///
/// It connects once and ends once; whoever wants another one makes another one. An answer that does not come in time ends
/// the connection, since the ones behind it could no longer be told apart.
final class RedisConnection {
    enum Event {
        case connected
        /// A reply that no command waits for: a push, or a violation, as the owner sees it.
        case unawaited(RedisReply)
        /// The last event; everything that waits is answered next.
        case ended(RedisError)
    }

    struct Limits {
        /// Nanoseconds.
        var connect: UInt64
        /// Nanoseconds, for commands that name none.
        var command: UInt64
        var replyBytes: Int
    }

    private enum Phase { case connecting, connected, ended }
    typealias Handler = (Result<RedisReply, RedisError>) -> Void

    private let loop: EventLoop
    private let limits: Limits
    private let process: ProcessIdentity
    private let onEvent: (Event) -> Void
    private var phase = Phase.connecting
    private var reason = RedisError.notYetConnected
    private var context: HiredisContext?
    private var watch: DescriptorWatch?
    private var timer: LoopTimer?
    private var timerDeadline: UInt64?
    private var awaited = AwaitedReplies<Handler>()
    private var isFlushQueued = false

    /// One turn of the loop reads at most this often (16 KiB each) before others get their turn.
    private static let readsPerTurn = 16

    /// Starts to connect; whatever comes of it is told by `onEvent`, never from inside this call.
    init(
        on loop: EventLoop, to endpoint: RedisEndpoint, limits: Limits, process: ProcessIdentity = .current(),
        onEvent: @escaping (Event) -> Void
    ) {
        self.loop = loop
        self.limits = limits
        self.process = process
        self.onEvent = onEvent
        timer = LoopTimer(on: loop) { [unowned self] in deadlinePassed() }
        do {
            let context = try HiredisContext(connectingTo: endpoint, replyLimit: limits.replyBytes)
            self.context = context
            watch = DescriptorWatch(on: loop, descriptor: context.descriptor) { [unowned self] in became($0) }
            watch?.arm(.writable)
            wake(by: loop.now + limits.connect)
        } catch {
            loop.beforeWaiting { [weak self] in self?.end(error.asError(phase: .connect)) }
        }
    }

    deinit {
        guard phase != .ended else { return }
        release()
        for (entry, error) in awaited.fail(with: .closedByOwner) { entry.handler(.failure(error)) }
    }

    /// Ends the connection: `onEvent` is told, then everything that waits is answered with `reason`.
    ///
    /// The owner comes first, so that whoever sends again from its failure handler finds the link in its new state.
    func end(_ reason: RedisError, overdueAt now: UInt64? = nil) {
        guard phase != .ended else { return }
        self.reason = reason
        release()
        let failures = awaited.fail(with: reason, overdueAt: now)
        onEvent(.ended(reason))
        for (entry, error) in failures { entry.handler(.failure(error)) }
    }

    var awaitedCount: Int { awaited.count }
}

/// Sending.
extension RedisConnection {
    /// Sends a command; `deadline` is nanoseconds from now.
    func send(_ command: RedisCommand, deadline: UInt64?, reply: @escaping Handler) {
        guard let context = usableContext(for: command, reply) else { return }
        context.append(command)
        let due = loop.now + (deadline ?? limits.command)
        awaited.append(command, deadline: due, handler: reply, unwritten: context.unwrittenBytes)
        wake(by: due)
        queueFlush()
    }

    /// Sends a command whose answer comes as ``Event/unawaited(_:)``, as in a subscription.
    func sendUnawaited(_ command: RedisCommand) {
        guard let context = usableContext(for: command, { _ in }) else { return }
        context.append(command)
        awaited.appended(unwritten: context.unwrittenBytes)
        queueFlush()
    }

    private func usableContext(for command: RedisCommand, _ reply: @escaping Handler) -> HiredisContext? {
        let isForked = process.isForked  // a system call: once
        if phase == .connected, !isForked { return context }
        let problem = isForked ? .usedAfterFork : reason
        loop.beforeWaiting { reply(.failure(problem.refusing(command))) }
        return nil
    }

    /// Everything that is sent before the loop waits goes out in one write.
    private func queueFlush() {
        guard !isFlushQueued else { return }
        isFlushQueued = true
        loop.beforeWaiting { [weak self] in self?.flush() }
    }

    private func flush() {
        isFlushQueued = false
        guard phase == .connected, let context else { return }
        do {
            try context.write()
            awaited.wrote(unwritten: context.unwrittenBytes)
            watch?.arm(context.unwrittenBytes == 0 ? .readable : [.readable, .writable])
        } catch {
            writeFailed(error)
        }
    }

    /// The server may have said why before it closed: what it sent is read first.
    private func writeFailed(_ failure: WireFailure) {
        readAll()
        end(failure.asError(phase: .sent))
    }
}

/// Receiving.
extension RedisConnection {
    private func became(_ readiness: DescriptorWatch.Readiness) {
        switch (phase, readiness) {
        case (.connecting, _): connectEnded()
        case (.connected, .failed): failed()
        case (.connected, .ready(let interest)):
            if interest.contains(.writable) { flush() }
            if interest.contains(.readable) { readAll() }
        case (.ended, _): break
        }
    }

    private func connectEnded() {
        guard let context else { return }
        let status = context.takeSocketError()
        guard status == 0 else {
            return end(WireFailure.system(String(cString: strerror(status))).asError(phase: .connect))
        }
        phase = .connected
        stopTimer()
        watch?.arm(.readable)
        onEvent(.connected)
    }

    /// A reset may leave replies that came before it, and reading on tells its reason.
    private func failed() {
        readAll()
        guard phase == .connected, let context else { return }
        let status = context.takeSocketError()
        let text = status == 0 ? "the connection failed" : String(cString: strerror(status))
        end(WireFailure.system(text).asError(phase: .sent))
    }

    /// Reads what has come already, without waiting for the loop to say so.
    func readNow() { readAll() }

    private func readAll() {
        do throws(WireFailure) {
            for _ in 0..<Self.readsPerTurn {
                guard phase == .connected, let context else { return }
                let mayHaveMore = try context.read()
                try deliver(from: context)
                guard mayHaveMore else { return }
            }
        } catch {
            end(error.asError(phase: .sent))
        }
    }

    private func deliver(from context: HiredisContext) throws(WireFailure) {
        while phase == .connected, let reply = try context.nextReply() {
            if let entry = awaited.answered() {
                if awaited.isEmpty { stopTimer() }
                entry.handler(Self.result(of: reply, for: entry))
            } else {
                onEvent(.unawaited(reply))
            }
        }
    }

    private static func result(
        of reply: RedisReply, for entry: AwaitedReplies<Handler>.Entry
    ) -> Result<RedisReply, RedisError> {
        guard case .error(let error) = reply else { return .success(reply) }
        return .failure(.answered(error, to: entry.command, isScript: entry.isScript))
    }
}

/// Deadlines: one timer, set to the earliest it has to know of, and asked again when it fires.
extension RedisConnection {
    private func wake(by deadline: UInt64) {
        if let timerDeadline, timerDeadline <= deadline { return }
        timerDeadline = deadline
        timer?.set(at: deadline)
    }

    private func stopTimer() {
        guard timerDeadline != nil else { return }
        timerDeadline = nil
        timer?.cancel()
    }

    private func deadlinePassed() {
        timerDeadline = nil
        switch phase {
        case .connecting: end(Self.connectOverdue)
        case .connected: commandDeadlinePassed()
        case .ended: break
        }
    }

    /// A process that was stopped finds its timers due before it looks at its sockets: an answer that is there counts.
    private func commandDeadlinePassed() {
        readAll()
        guard phase == .connected, let earliest = awaited.earliestDeadline else { return }
        if earliest <= loop.now { end(Self.givenUp, overdueAt: loop.now) } else { wake(by: earliest) }
    }

    private static var connectOverdue: RedisError {
        RedisError(
            code: .connectFailed, phase: .connect, command: nil, mayHaveTakenEffect: false,
            detail: "not connected within the deadline")
    }

    private static var givenUp: RedisError {
        RedisError(
            code: .connectionLost, phase: .sent, command: nil, mayHaveTakenEffect: false,
            detail: "given up: an answer did not come within its deadline")
    }
}

/// The end.
extension RedisConnection {
    /// Lets go of everything that belongs to the system.
    private func release() {
        phase = .ended
        if process.isForked { keepWatchForParent() }
        timer = nil
        watch = nil  // before the descriptor closes with its context
        context = nil
    }

    /// In a forked process the loop's epoll instance is the parent's: ending the watch here would end it there.
    private func keepWatchForParent() {
        if let watch { _ = Unmanaged.passRetained(watch) }
    }
}
