/// One connection to a server, from its first packet to its end: commands go out, answers come back in their order.
///
/// It connects once and ends once; whoever wants another one makes another one. An answer that does not come in time ends
/// the connection, since the ones behind it could no longer be told apart.
/// The facets stand in files of their own, which is why the stored properties are not private: nobody else touches them.
final class RedisConnection {
    enum Event {
        case connected
        /// A reply that no command waits for: a push, or a violation, as the owner sees it.
        case unawaited(RedisReply)
        /// A command is about to be answered with this.
        case refused(RedisServerError)
        /// The last answer that was awaited has come, and whoever asked has had it.
        case idle
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

    enum Phase { case connecting, connected, ended }
    typealias Handler = (Result<RedisReply, RedisError>) -> Void

    let loop: EventLoop
    let limits: Limits
    let process: ProcessIdentity
    let onEvent: (Event) -> Void
    var phase = Phase.connecting
    var reason = RedisError.notYetConnected
    var context: HiredisContext?
    var watch: DescriptorWatch?
    var timer: LoopTimer?
    var timerDeadline: UInt64?
    var awaited = AwaitedReplies<Handler>()
    var isFlushQueued = false

    /// One turn of the loop reads at most this often (16 KiB each) before others get their turn.
    static let readsPerTurn = 16

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

/// The end.
extension RedisConnection {
    /// Lets go of everything that belongs to the system.
    private func release() {
        phase = .ended
        if process.isForked { keepWatchForParent() }
        timer = nil
        if !process.isForked { watch?.end() }  // before the descriptor closes with its context
        watch = nil
        context = nil
    }

    /// In a forked process the loop's epoll instance is the parent's: ending the watch here would end it there.
    private func keepWatchForParent() {
        if let watch { _ = Unmanaged.passRetained(watch) }
    }
}
