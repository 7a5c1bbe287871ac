import NIOCore

/// Runs the face's tasks on its event loop's own thread: a request is read, judged and answered without a hop, and
/// nothing of the face needs a thread of Swift's pool.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
