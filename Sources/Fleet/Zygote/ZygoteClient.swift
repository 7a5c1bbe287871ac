import Glibc
import History
import RedisLink
import ReplicaProcess

/// The coordinator's end of the zygote: orders go out, every change of a child comes in, once.
final class ZygoteClient {
    private let socket: PacketSocket
    private var watch: DescriptorWatch?
    private var nextTag: UInt32 = 0
    private var waits: [UInt32: ChildWaits] = [:]
    /// Called for every report, after the waits of its child were answered.
    var onReport: (ZygoteReport) -> Void = { _ in }
    /// The zygote is gone: nothing can be forked or reaped any more.
    var onLost: () -> Void = {}

    /// Who waits for what of one child.
    private struct ChildWaits {
        var forked: CheckedContinuation<Result<pid_t, FleetError>, Never>?
        var stopped: CheckedContinuation<Void, Never>?
        var continued: CheckedContinuation<Void, Never>?
        var exited: [CheckedContinuation<Int32, Never>] = []
        var status: Int32?
    }

    init(socket: PacketSocket) { self.socket = socket }

    func attach(to loop: EventLoop) {
        socket.isBlocking = false
        let watch = DescriptorWatch(on: loop, descriptor: socket.descriptor) { [unowned self] _ in readable() }
        watch.arm(.readable)
        self.watch = watch
    }

    func fork(_ life: Life) async throws(FleetError) -> ChildProcess {
        try await start { .fork(tag: $0, life) }
    }

    func spawn(_ program: Program) async throws(FleetError) -> ChildProcess {
        try await start { .spawn(tag: $0, program) }
    }

    private func start(_ order: (UInt32) -> ZygoteOrder) async throws(FleetError) -> ChildProcess {
        let tag = nextTag
        nextTag += 1
        let result = await withCheckedContinuation { continuation in
            waits[tag, default: ChildWaits()].forked = continuation
            send(order(tag))
        }
        return ChildProcess(tag: tag, pid: try result.get())
    }

    func kill(_ child: ChildProcess) { send(.signal(tag: child.tag, number: SIGKILL)) }
    func terminate(_ child: ChildProcess) { send(.signal(tag: child.tag, number: SIGTERM)) }

    /// Returns when the kernel said that the child is stopped; a child that ended meanwhile counts as stopped.
    func freeze(_ child: ChildProcess) async {
        guard hasNotExited(child) else { return }
        await withCheckedContinuation { continuation in
            waits[child.tag, default: ChildWaits()].stopped = continuation
            send(.signal(tag: child.tag, number: SIGSTOP))
        }
    }

    func thaw(_ child: ChildProcess) async {
        guard hasNotExited(child) else { return }
        await withCheckedContinuation { continuation in
            waits[child.tag, default: ChildWaits()].continued = continuation
            send(.signal(tag: child.tag, number: SIGCONT))
        }
    }

    /// Waits for the child's end; returns its status as wait(2) gives it.
    func exit(of child: ChildProcess) async -> Int32 {
        if let status = waits[child.tag]?.status { return status }
        return await withCheckedContinuation { waits[child.tag, default: ChildWaits()].exited.append($0) }
    }

    func hasNotExited(_ child: ChildProcess) -> Bool { waits[child.tag]?.status == nil }

    /// Children that were forked and have not been reaped.
    var living: Int { waits.values.count { $0.status == nil } }

    func end() { send(.end) }

    private func send(_ order: ZygoteOrder) {
        socket.send(order.encoded)
        if socket.isBacklogged { watch?.arm([.readable, .writable]) }
    }

    private func readable() {
        socket.flush()
        if !socket.isBacklogged { watch?.arm(.readable) }
        while true {
            switch socket.receive() {
            case .message(let bytes): if let report = try? ZygoteReport(decoding: bytes) { take(report) }
            case .nothingYet: return
            case .closed:
                watch?.arm([])
                return onLost()
            }
        }
    }

    private func take(_ report: ZygoteReport) {
        switch report {
        case .forked(let tag, let pid): waits[tag]?.forked.take()?.resume(returning: .success(pid))
        case .forkFailed(let tag, let code):
            let failed = waits.removeValue(forKey: tag)
            failed?.forked?.resume(returning: .failure(FleetError(.cannotFork, String(cString: strerror(code)))))
        case .stopped(let tag): waits[tag]?.stopped.take()?.resume()
        case .continued(let tag): waits[tag]?.continued.take()?.resume()
        case .exited(let tag, let status): ended(tag, status)
        }
        onReport(report)
    }

    private func ended(_ tag: UInt32, _ status: Int32) {
        waits[tag]?.status = status
        waits[tag]?.stopped.take()?.resume()
        waits[tag]?.continued.take()?.resume()
        for waiting in waits[tag]?.exited ?? [] { waiting.resume(returning: status) }
        waits[tag]?.exited = []
    }
}

/// One process that the zygote made for us.
struct ChildProcess: Hashable, Sendable {
    let tag: UInt32
    let pid: pid_t
}
