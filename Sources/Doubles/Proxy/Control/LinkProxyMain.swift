import CPosix
import Glibc
import RedisLink
import ReplicaProcess

/// The life of the helper process that is the link proxy: from the fork until the coordinator closes the control socket.
///
/// One thread, one loop, no secret: what passes through it is not looked at.
package enum LinkProxyMain {
    /// - Parameter controlPath: where ``LinkProxyClient`` listens.
    package static func run(controlPath: String) -> Never {
        kq_name_process("kq-links")
        raiseDescriptorLimit()
        signal(SIGPIPE, SIG_IGN)
        guard let control = try? PacketSocket.connect(to: controlPath) else { _exit(ReplicaExit.noControl) }
        let loop = EventLoop()
        let server = LinkProxyServer(control: control, pid: getpid(), on: loop) { _exit(ReplicaExit.good) }
        withExtendedLifetime(server) { loop.run() }
        _exit(ReplicaExit.failed)  // the loop has no other end than the one above
    }

    /// Each connection takes two, and a frozen node collects those of peers that gave up: all that we may have.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
