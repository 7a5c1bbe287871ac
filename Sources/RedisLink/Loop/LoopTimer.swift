import CLibuv

/// A timer that is set again and again: one handle for its whole life, at most one pending time.
///
/// libuv counts whole milliseconds of a cached time that it has cut off, so that a wait which is merely rounded up still ends
/// early: the deadline itself is rounded up to a whole millisecond of the same clock. A timer is never early, and at most
/// 2 ms (and the loop's own lag) late.
public final class LoopTimer {
    private let handle: UnsafeMutablePointer<uv_timer_t>
    private let loop: EventLoop
    private let body: () -> Void

    /// Makes a timer that is not set.
    public init(on loop: EventLoop, _ body: @escaping () -> Void) {
        handle = .allocate(capacity: 1)
        self.loop = loop
        self.body = body
        uv_timer_init(loop.uv, handle)
        handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    /// Fires once, at a time of ``EventLoop/now`` in nanoseconds; a time in the past means at the next turn of the loop.
    public func set(at deadline: UInt64) {
        uv_update_time(loop.uv)
        let due = deadline / 1_000_000 + (deadline % 1_000_000 == 0 ? 0 : 1)
        let now = uv_now(loop.uv)
        let wait = due > now ? due - now : 0
        uv_timer_start(handle, Self.fire, wait, 0)
    }

    /// Fires once, that many nanoseconds from now.
    public func set(after nanoseconds: UInt64) { set(at: loop.now + nanoseconds) }

    public func cancel() { uv_timer_stop(handle) }

    private static let fire: uv_timer_cb = { handle in
        guard let data = handle?.pointee.data else { return }
        let timer = Unmanaged<LoopTimer>.fromOpaque(data).takeUnretainedValue()
        withExtendedLifetime(timer) { timer.body() }
    }

    deinit {
        uv_timer_stop(handle)
        closeHandle(handle)
    }
}

extension EventLoop {
    /// Waits without leaving the loop; never early.
    public func sleep(nanoseconds: UInt64) async {
        var timer: LoopTimer?
        await withCheckedContinuation { continuation in
            let waiting = LoopTimer(on: self) { continuation.resume() }
            waiting.set(after: nanoseconds)
            timer = waiting
        }
        withExtendedLifetime(timer) {}
    }
}
