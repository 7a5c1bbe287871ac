import Credentials
import RedisLink

/// Connecting.
extension RedisAuthorizationStore {
    /// Connects, asks PING, and returns a storage that is ready; on the loop's thread.
    ///
    /// - Throws: `.unavailable` with the reason, the connection being closed: at once when Redis refuses us, and after
    ///   ``RedisStoreSettings/dialTimeout`` when it cannot be reached.
    public static func open(
        _ settings: RedisStoreSettings, on loop: EventLoop,
        clock: @escaping @Sendable () -> WallTime = SystemClock.now,
        onWarning: @escaping @Sendable (StorageWarning) -> Void = { _ in }
    ) async throws(StorageError) -> RedisAuthorizationStore {
        let arrival = Arrival(on: loop, within: settings.dialTimeout)
        let link = makeLink(settings, on: loop) { arrival.heard($0) }
        link.start()
        let storage = RedisAuthorizationStore(
            OnLoop(value: link), link: OnLoop(value: link), executor: loop.executor, prefix: settings.prefix,
            clock: clock, onWarning: onWarning)
        do throws(StorageError) {
            if let reason = await arrival.wait() { throw StorageError.reading(reason, in: .open) }
            try await storage.health()
        } catch {
            await storage.close()
            throw error
        }
        return storage
    }

    private static func makeLink(
        _ settings: RedisStoreSettings, on loop: EventLoop, _ onStateChange: @escaping (LinkState) -> Void
    ) -> RedisLink {
        switch settings.topology {
        case .single(let endpoint):
            RedisLink(
                on: loop, to: endpoint, as: settings.access, options: settings.linkOptions,
                onStateChange: onStateChange)
        case .sentinel(let group):
            RedisLink(
                on: loop, following: RedisSentinel(on: loop, group), as: settings.access,
                options: settings.linkOptions, onStateChange: onStateChange)
        }
    }
}

/// Waits for a link's first word: ready, refused, or nothing in time.
private final class Arrival {
    private var outcome: RedisError??
    private var lastReason: RedisError?
    private var waiting: CheckedContinuation<RedisError?, Never>?
    private var timer: LoopTimer?

    init(on loop: EventLoop, within limit: Duration) {
        timer = LoopTimer(on: loop) { [weak self] in self?.settle(self?.lastReason ?? Self.late) }
        timer?.set(after: UInt64(max(0, limit / .nanoseconds(1))))
    }

    func heard(_ state: LinkState) {
        switch state {
        case .ready: settle(nil)
        case .waiting(let reason):
            lastReason = reason
            if Self.isRefusal(reason) { settle(reason) }
        case .connecting, .closed: break
        }
    }

    /// Nil once the link is ready.
    func wait() async -> RedisError? {
        if let outcome { return outcome }
        return await withCheckedContinuation { waiting = $0 }
    }

    private func settle(_ reason: RedisError?) {
        guard outcome == nil else { return }
        outcome = .some(reason)
        timer = nil
        waiting?.resume(returning: reason)
        waiting = nil
    }

    /// Trying again will not help.
    private static func isRefusal(_ reason: RedisError) -> Bool {
        switch reason.serverError?.kind {
        case .wrongPassword, .noAuth, .noPermission: true
        default: false
        }
    }

    private static let late = RedisError(
        code: .connectFailed, phase: .connect, command: nil, mayHaveTakenEffect: false,
        detail: "not connected within the dial time-out")
}
