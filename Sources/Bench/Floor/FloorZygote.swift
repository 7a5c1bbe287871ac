import CPosix
import Glibc
import ReplicaProcess

/// Forks the processes of a floor, as the fleet's zygote forks replicas: one thread, caches filled by a rehearsal, children
/// that die with it.
///
/// It is forked before anything else exists in the benchmark's process, so a floor inherits less than a replica does.
final class FloorZygote {
    private let orders: PacketSocket
    private let board: FloorBoard
    private var children: [pid_t] = []

    /// The other end of its socket. It ends with the process that called this.
    static func fork(board: FloorBoard) throws -> PacketSocket {
        let (ours, theirs) = try PacketSocket.pair()
        let parent = getpid()
        let pid = kq_fork()
        guard pid >= 0 else { throw BenchError("cannot fork: \(String(cString: strerror(errno)))") }
        guard pid == 0 else { return ours }
        guard kq_die_with_parent(parent) != 0 else { _exit(ReplicaExit.orphaned) }
        setsid()
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        close(ours.descriptor)
        Rehearsal.play(scratch: "/tmp/keyquake-floor-\(getpid()).kq")
        FloorZygote(orders: theirs, board: board).run()
    }

    private init(orders: PacketSocket, board: FloorBoard) {
        self.orders = orders
        self.board = board
        orders.isBlocking = true
    }

    private func run() -> Never {
        while case .message(let bytes) = orders.receive(), let order = try? FloorOrder(decoding: bytes) {
            switch order {
            case .start(let group): start(group)
            case .end: endAll()
            }
            orders.send([1])
        }
        endAll()
        _exit(0)
    }

    private func start(_ group: FloorGroup) {
        let zygote = getpid()
        for index in 0..<Int(group.count) {
            let pid = kq_fork()
            if pid == 0 {
                guard kq_die_with_parent(zygote) != 0 else { _exit(ReplicaExit.orphaned) }
                close(orders.descriptor)
                kq_name_process("kq-floor")
                board.enter(index)
                perform(group, index)
            }
            if pid > 0 { children.append(pid) }
        }
    }

    private func perform(_ group: FloorGroup, _ index: Int) -> Never {
        switch group.kind {
        case .subscriber: BareSubscriber(group: group, index: index, board: board).run()
        case .links: BareLinks(group: group, index: index, board: board).run()
        case .keyPages: BareKeyPages(group: group, index: index, board: board).run()
        case .keyCache: KeyLoader(group: group, index: index, board: board).run()
        }
    }

    private func endAll() {
        for pid in children { kill(pid, SIGKILL) }
        for pid in children {
            var status: Int32 = 0
            waitpid(pid, &status, 0)  // SIGKILL was sent and this is the parent: it ends
        }
        children = []
    }
}
