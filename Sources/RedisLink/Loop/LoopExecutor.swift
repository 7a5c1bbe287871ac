import CLibuv
import Glibc
import Synchronization

/// Runs Swift's async jobs on a loop's thread, just before the loop waits.
///
/// Proof for `@unchecked Sendable`: `ready` and `running` are touched on `thread` only; `inbox` has a lock; the wake handle is
/// only signalled with `uv_async_send`, which libuv allows from any thread.
public final class LoopExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private let thread = pthread_self()
    private let wake: UnsafeMutablePointer<uv_async_t>
    private let inbox = Mutex<[UnownedJob]>([])
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []

    /// One drain runs at most this many rounds before the loop looks at its descriptors again.
    private static let roundsBeforeIO = 64

    init(loop: UnsafeMutablePointer<uv_loop_t>) {
        wake = .allocate(capacity: 1)
        uv_async_init(loop, wake) { _ in }  // its only work is to end the wait; `drain` empties the inbox
    }

    func close() { closeHandle(wake) }
    func wakeUp() { uv_async_send(wake) }

    /// A job from the loop's own thread needs no wake-up: timers and descriptors are served before the drain, and the drain
    /// itself goes on until nothing is ready.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isOnLoop {
            ready.append(job)
        } else {
            inbox.withLock { $0.append(job) }
            wakeUp()
        }
    }

    func drain() {
        for _ in 0..<Self.roundsBeforeIO {
            takeInbox()
            guard !ready.isEmpty else { return }
            swap(&ready, &running)
            for job in running {
                job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
            running.removeAll(keepingCapacity: true)
        }
        wakeUp()  // more is ready: come back right after the descriptors were looked at
    }

    private func takeInbox() {
        inbox.withLock { waiting in
            guard !waiting.isEmpty else { return }
            ready += waiting
            waiting.removeAll(keepingCapacity: true)
        }
    }

    private var isOnLoop: Bool { pthread_equal(pthread_self(), thread) != 0 }
    func assertOnLoop() { precondition(isOnLoop, "an EventLoop is used on the thread that made it") }
    public func checkIsolated() { assertOnLoop() }
    public func isIsolatingCurrentContext() -> Bool? { isOnLoop }
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
    public func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
}
