import CLibuv
import Glibc
import Synchronization

/// Runs Swift's async jobs on a loop's thread, just before the loop waits.
///
/// Proof for `@unchecked Sendable`: `ready` and `isOpen` are touched on `thread` only; `inbox` has a lock; the wake handle is only
/// signalled with `uv_async_send`, which libuv allows from any thread.
public final class LoopExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private let thread = pthread_self()
    private let wake: UnsafeMutablePointer<uv_async_t>
    private let inbox = Mutex<[UnownedJob]>([])
    private var ready: [UnownedJob] = []

    /// One drain runs at most this many rounds before the loop looks at its descriptors again.
    private static let roundsBeforeIO = 64

    init(loop: UnsafeMutablePointer<uv_loop_t>) {
        wake = .allocate(capacity: 1)
        uv_async_init(loop, wake) { _ in }  // its only work is to end the wait; `drain` empties the inbox
    }

    func close() { closeHandle(wake) }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isOnLoop {
            if ready.isEmpty { uv_async_send(wake) }  // a job made while the loop is about to wait must not wait for I/O
            ready.append(job)
        } else {
            inbox.withLock { $0.append(job) }
            uv_async_send(wake)
        }
    }

    func drain() {
        for _ in 0..<Self.roundsBeforeIO {
            ready += inbox.withLock { waiting in
                defer { waiting.removeAll(keepingCapacity: true) }
                return waiting
            }
            guard !ready.isEmpty else { return }
            let batch = ready
            ready.removeAll(keepingCapacity: true)
            for job in batch {
                job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
        uv_async_send(wake)  // more is ready: come back right after the descriptors were looked at
    }

    private var isOnLoop: Bool { pthread_equal(pthread_self(), thread) != 0 }
    func assertOnLoop() { precondition(isOnLoop, "an EventLoop is used on the thread that made it") }
    public func checkIsolated() { assertOnLoop() }
    public func isIsolatingCurrentContext() -> Bool? { isOnLoop }
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
    public func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
}
