import CPosix
import Glibc
import RedisLink
import ReplicaProcess

/// The life of a helper process: from the fork until the coordinator closes the control socket. One thread, one loop.
enum HelperLife {
    /// Among the hundreds of replicas of one machine, in the nice values of setpriority(2). Without the right to go first
    /// (CAP_SYS_NICE) a helper takes its turn among all.
    enum Turn: Int32 {
        /// What stands for another machine must not wait for its turn.
        case first = -10
        /// What every replica wakes in the same instant would stop each of them in turn: it comes when they are done.
        case last = 10
    }

    /// - Parameters:
    ///   - name: of the process, at most 15 bytes.
    ///   - controlPath: where the coordinator listens.
    ///   - begin: makes what serves on the loop until it calls the closure that it is given; nil when it cannot.
    static func run(
        named name: String, controlPath: String, turn: Turn = .first,
        _ begin: (PacketSocket, EventLoop, _ onClose: @escaping () -> Void) -> AnyObject?
    ) -> Never {
        kq_name_process(name)
        raiseDescriptorLimit()
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, turn.rawValue)
        signal(SIGPIPE, SIG_IGN)
        guard let control = try? PacketSocket.connect(to: controlPath) else { _exit(ReplicaExit.noControl) }
        let loop = EventLoop()
        guard let helper = begin(control, loop, { _exit(ReplicaExit.good) }) else { _exit(ReplicaExit.failed) }
        withExtendedLifetime(helper) { loop.run() }
        _exit(ReplicaExit.failed)  // the loop has no other end than the one above
    }

    /// All that we may have: a whole fleet connects at once, and a frozen node collects the connections of peers that
    /// gave up.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
