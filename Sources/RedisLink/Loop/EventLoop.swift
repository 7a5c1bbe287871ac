import CLibuv
import Glibc

/// One libuv loop on one thread: timers, descriptors, and the async code that runs between them.
///
/// Everything that belongs to a loop is made, used and ended on the thread that runs it; nothing here is `Sendable`.
/// A process makes its loop after the fork. Nothing starts a thread.
public final class EventLoop {
    let uv: UnsafeMutablePointer<uv_loop_t>
    /// Runs Swift's async jobs on this loop's thread.
    public let executor: LoopExecutor
    private var hook: PrepareHook?
    private var queued: [() -> Void] = []
    private var running: [() -> Void] = []

    /// Jobs and queued bodies may call for each other this many times before the loop looks at its descriptors again.
    private static let roundsBeforeIO = 64

    public init() {
        uv = .allocate(capacity: 1)
        let status = uv_loop_init(uv)
        precondition(status == 0, "uv_loop_init: \(Self.text(of: status))")
        executor = LoopExecutor(loop: uv)
        hook = PrepareHook(loop: self) { [unowned self] in settle() }
    }

    deinit {
        hook = nil
        executor.close()
        uv_run(uv, UV_RUN_NOWAIT)  // lets the closing handles end
        uv_run(uv, UV_RUN_NOWAIT)
        if uv_loop_close(uv) == 0 { uv.deallocate() }  // else a handle outlives us: a leak is better than a crash
    }

    /// Runs until ``stop()``; with nothing to do it waits.
    public func run() {
        withExtendedLifetime(self) { _ = uv_run(uv, UV_RUN_DEFAULT) }
    }

    public func stop() { uv_stop(uv) }

    /// `CLOCK_MONOTONIC` in nanoseconds, read now, not the loop's cached time.
    public var now: UInt64 { uv_hrtime() }

    /// Starts async code on this loop's thread.
    ///
    /// Proof for the two `nonisolated(unsafe)`: the task prefers this loop's executor, whose jobs run on the thread that
    /// called us and no other, so `body` and what it captures never meet a second thread. Do not call `Task.sleep`, `Task {}` or
    /// `Task.detached` inside: they leave the loop (a source check forbids them).
    public func spawn(_ body: @escaping () async -> Void) {
        executor.assertOnLoop()
        nonisolated(unsafe) let body = body
        _ = Task(executorPreference: executor) { await body() }
    }

    /// Runs `body` once, after the async jobs that are ready and before the loop waits.
    ///
    /// What is queued by many jobs is done once for all of them: this is how writes are gathered.
    public func beforeWaiting(_ body: @escaping () -> Void) { queued.append(body) }

    /// Runs jobs and queued bodies until none is left.
    private func settle() {
        for _ in 0..<Self.roundsBeforeIO {
            executor.drain()
            guard !queued.isEmpty else { return }
            swap(&queued, &running)
            for body in running { body() }
            running.removeAll(keepingCapacity: true)
        }
        executor.wakeUp()  // more is ready: come back right after the descriptors were looked at
    }

    static func text(of status: Int32) -> String { String(cString: uv_strerror(status)) }
}

/// Closes a handle and frees its memory when libuv has let go of it.
func closeHandle<Handle>(_ handle: UnsafeMutablePointer<Handle>) {
    handle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { base in
        base.pointee.data = nil
        uv_close(base) { closed in
            UnsafeMutableRawPointer(closed)?.deallocate()
        }
    }
}
