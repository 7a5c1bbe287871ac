import CPosix
import Foundation
import Glibc
import History
import HistoryLog
import ReplicaProcess

/// The only process that creates processes: one thread, no loop, no Swift concurrency, so that what it forks can use all three.
///
/// It forks replicas and helpers (no exec), starts Redis servers (fork and exec), passes signals on, reaps, and reports. Its
/// children die with its thread (`PR_SET_PDEATHSIG`); it notices the coordinator's end by the end of its socket,
/// kills and reaps all of them and removes the private directory. So nothing survives the coordinator.
final class Zygote {
    struct Child {
        let tag: UInt32
        let role: ProcessRole
        let life: Life?
        /// Signals go to all that it started, too.
        var leadsGroup = false
    }

    private let orders: PacketSocket
    private let childSignals: Int32
    private var writer: RegionWriter
    private let privateDirectory: String
    private let replica: (Life) -> Never
    private let helper: (Helper) -> Never
    private var children: [pid_t: Child] = [:]
    private var pids: [UInt32: pid_t] = [:]

    init(
        orders: PacketSocket, writer: RegionWriter, privateDirectory: String, replica: @escaping (Life) -> Never,
        helper: @escaping (Helper) -> Never
    ) {
        self.orders = orders
        self.writer = writer
        self.privateDirectory = privateDirectory
        self.replica = replica
        self.helper = helper
        childSignals = kq_child_signals()
        orders.isBlocking = true
    }

    func run() -> Never {
        var sources = [
            pollfd(fd: orders.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: childSignals, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            _ = poll(&sources, nfds_t(sources.count), -1)
            if sources[1].revents != 0 { reap() }
            if sources[0].revents != 0 { takeOrder() }
        }
    }

    private func takeOrder() {
        guard case .message(let bytes) = orders.receive(), let order = try? ZygoteOrder(decoding: bytes) else {
            end()  // the coordinator is gone; what cannot be decoded can only be its last breath
        }
        switch order {
        case .fork(let tag, let life): fork(Child(tag: tag, role: .replica, life: life)) { [replica] in replica(life) }
        case .spawn(let tag, let program):
            fork(Child(tag: tag, role: program.role, life: program.life, leadsGroup: program.life != nil)) {
                program.become()
            }
        case .help(let tag, let kind):
            fork(Child(tag: tag, role: .helper, life: nil)) { [helper] in helper(kind) }
        case .signal(let tag, let number): if let pid = pids[tag] { send(number, to: pid) }
        case .end: end()
        }
    }

    private func fork(_ child: Child, _ body: () -> Never) {
        let zygote = getpid()
        let pid = kq_fork()
        if pid == 0 {
            guard kq_die_with_parent(zygote) != 0 else { _exit(ReplicaExit.orphaned) }
            close(orders.descriptor)
            close(childSignals)
            body()
        }
        guard pid > 0 else { return report(.forkFailed(tag: child.tag, code: errno)) }
        if child.leadsGroup { setpgid(pid, pid) }  // it does so itself, and one of us is first
        children[pid] = child
        pids[child.tag] = pid
        writer.append(.processForked(child.role, child.life, pid: pid), at: kq_now())
        report(.forked(tag: child.tag, pid: pid))
    }

    private func reap() {
        kq_drain_signals(childSignals)
        while true {
            var status: Int32 = 0
            let pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)
            guard pid > 0 else { return }
            changed(pid, status)
        }
    }

    private func changed(_ pid: pid_t, _ status: Int32) {
        guard let child = children[pid] else { return }
        switch kq_child_state(status) {
        case KQ_STOPPED: report(.stopped(tag: child.tag))
        case KQ_CONTINUED: report(.continued(tag: child.tag))
        default:
            if child.leadsGroup { kill(-pid, SIGKILL) }  // whom it left behind
            children[pid] = nil
            pids[child.tag] = nil
            writer.append(.processExited(child.role, child.life, pid: pid, status: status), at: kq_now())
            report(.exited(tag: child.tag, status: status))
        }
    }

    private func send(_ number: Int32, to pid: pid_t) {
        kill(children[pid]?.leadsGroup == true ? -pid : pid, number)
    }

    private func report(_ report: ZygoteReport) { orders.send(report.encoded) }

    private func end() -> Never {
        for pid in children.keys { send(SIGKILL, to: pid) }
        for pid in children.keys {
            var status: Int32 = 0
            waitpid(pid, &status, 0)  // SIGKILL was sent and this is the parent: it ends
        }
        removeTree(privateDirectory)
        _exit(0)
    }
}

/// Removes a directory that may be gone already; the zygote's last act, with nobody left to tell of an error.
func removeTree(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
}
