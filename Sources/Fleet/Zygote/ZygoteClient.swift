import Glibc
import History
import RedisLink
import ReplicaProcess

/// The coordinator's end of the zygote: orders go out, every change of a child comes in, once.
final class ZygoteClient {
    let pid: pid_t
    private let socket: PacketSocket
    private var channel: PacketChannel?
    private var changes: ChangeSignal?
    private var nextTag: UInt32 = 0
    private var waits: [UInt32: ChildWaits] = [:]
    /// Called for every report, after the waits of its child were answered.
    var onReport: (ZygoteReport) -> Void = { _ in }
    /// The zygote is gone: nothing can be forked or reaped any more.
    var onLost: () -> Void = {}

    /// Who waits for what of one child.
    private struct ChildWaits {
        /// How the fork went, once the zygote has said so.
        var fork: Result<pid_t, FleetError>?
        var forked: CheckedContinuation<Result<pid_t, FleetError>, Never>?
        var isStopped = false
        var exited: [CheckedContinuation<Int32, Never>] = []
        var status: Int32?
    }

    init(socket: PacketSocket, pid: pid_t) {
        self.socket = socket
        self.pid = pid
    }

    func attach(to loop: EventLoop) {
        let channel = PacketChannel(socket, on: loop)
        channel.onMessage = { [unowned self] bytes in
            if let report = try? ZygoteReport(decoding: bytes) { take(report) }
            return true
        }
        channel.onClosed = { [unowned self] in onLost() }
        self.channel = channel
        changes = ChangeSignal(loop: loop)
    }

    func spawn(_ program: Program) async throws(FleetError) -> ChildProcess {
        try await started(begin { .spawn(tag: $0, program) })
    }

    func help(_ helper: Helper) async throws(FleetError) -> ChildProcess {
        try await started(begin { .help(tag: $0, helper) })
    }

    /// Orders a child and returns its tag at once; ``started(_:)`` waits for it. So many are ordered in one breath, and
    /// the zygote forks the next one without waiting for us: on busy cores a round trip costs as much as the fork.
    func begin(_ order: (UInt32) -> ZygoteOrder) -> UInt32 {
        let tag = nextTag
        nextTag += 1
        waits[tag] = ChildWaits()
        send(order(tag))
        return tag
    }

    func started(_ tag: UInt32) async throws(FleetError) -> ChildProcess {
        let result = await withCheckedContinuation { continuation in
            guard let known = waits[tag]?.fork else { return waits[tag, default: ChildWaits()].forked = continuation }
            continuation.resume(returning: known)
        }
        if case .failure = result { waits[tag] = nil }
        return ChildProcess(tag: tag, pid: try result.get())
    }

    func kill(_ child: ChildProcess) { send(.signal(tag: child.tag, number: SIGKILL)) }
    func terminate(_ child: ChildProcess) { send(.signal(tag: child.tag, number: SIGTERM)) }

    /// True when the kernel said that the child is stopped; false when it ended, or nobody said so in time.
    func freeze(_ child: ChildProcess, atMost limit: UInt64 = stateLimit) async -> Bool {
        send(.signal(tag: child.tag, number: SIGSTOP))
        await wait(limit) { [unowned self] in isStopped(child) || !hasNotExited(child) }
        return isStopped(child)
    }

    /// True when the child is not stopped, or not there, any more.
    func thaw(_ child: ChildProcess, atMost limit: UInt64 = stateLimit) async -> Bool {
        send(.signal(tag: child.tag, number: SIGCONT))
        await wait(limit) { [unowned self] in !isStopped(child) }
        return !isStopped(child)
    }

    /// The kernel stops and continues a process in no time, unless it hangs in a driver.
    static let stateLimit: UInt64 = 5_000_000_000

    private func wait(_ limit: UInt64, until condition: @escaping () -> Bool) async {
        _ = await changes?.wait(atMost: limit, until: condition)
    }

    private func isStopped(_ child: ChildProcess) -> Bool {
        hasNotExited(child) && waits[child.tag]?.isStopped == true
    }

    /// Waits for the child's end; returns its status as wait(2) gives it.
    func exit(of child: ChildProcess) async -> Int32 {
        if let status = waits[child.tag]?.status { return status }
        return await withCheckedContinuation { waits[child.tag, default: ChildWaits()].exited.append($0) }
    }

    func hasNotExited(_ child: ChildProcess) -> Bool { waits[child.tag]?.status == nil }

    func end() { send(.end) }

    private func send(_ order: ZygoteOrder) { channel?.send(order.encoded) }

    private func take(_ report: ZygoteReport) {
        switch report {
        case .forked(let tag, let pid): forkEnded(tag, .success(pid))
        case .forkFailed(let tag, let code):
            forkEnded(tag, .failure(FleetError(.cannotFork, String(cString: strerror(code)))))
        case .stopped(let tag): waits[tag]?.isStopped = true
        case .continued(let tag): waits[tag]?.isStopped = false
        case .exited(let tag, let status): ended(tag, status)
        }
        changes?.fire()
        onReport(report)
    }

    private func forkEnded(_ tag: UInt32, _ result: Result<pid_t, FleetError>) {
        waits[tag]?.fork = result
        waits[tag]?.forked.take()?.resume(returning: result)
    }

    private func ended(_ tag: UInt32, _ status: Int32) {
        waits[tag]?.status = status
        for waiting in waits[tag]?.exited ?? [] { waiting.resume(returning: status) }
        waits[tag]?.exited = []
    }
}

/// One process that the zygote made for us.
struct ChildProcess: Hashable, Sendable {
    let tag: UInt32
    let pid: pid_t
}
