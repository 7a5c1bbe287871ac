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
    private var jobs: PrepareHook?

    public init() {
        uv = .allocate(capacity: 1)
        let status = uv_loop_init(uv)
        precondition(status == 0, "uv_loop_init: \(Self.text(of: status))")
        executor = LoopExecutor(loop: uv)
        jobs = PrepareHook(loop: self) { [executor] in executor.drain() }
    }

    deinit {
        jobs = nil
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

    static func text(of status: Int32) -> String { String(cString: uv_strerror(status)) }
}

/// Runs its body just before the loop waits; does not keep the loop alive.
final class PrepareHook {
    private let handle: UnsafeMutablePointer<uv_prepare_t>
    private let body: () -> Void

    init(loop: EventLoop, _ body: @escaping () -> Void) {
        handle = .allocate(capacity: 1)
        self.body = body
        uv_prepare_init(loop.uv, handle)
        handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        uv_prepare_start(handle) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<PrepareHook>.fromOpaque(data).takeUnretainedValue().body()
        }
        handle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { uv_unref($0) }
    }

    deinit {
        uv_prepare_stop(handle)
        closeHandle(handle)
    }
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
