import CPosix
import Glibc
import RedisLink
import ReplicaProcess

/// The life of the helper process that is upstream: from the fork until the coordinator closes the control socket.
///
/// One thread, one loop. It knows the credentials of the run, and says none of them to anybody.
package enum UpstreamDoubleMain {
    /// - Parameter controlPath: where ``UpstreamDoubleClient`` listens.
    package static func run(controlPath: String) -> Never {
        kq_name_process("kq-upstream")
        raiseDescriptorLimit()
        signal(SIGPIPE, SIG_IGN)
        guard let control = try? PacketSocket.connect(to: controlPath) else { _exit(ReplicaExit.noControl) }
        let loop = EventLoop()
        guard let upstream = UpstreamDouble(on: loop) else { _exit(ReplicaExit.failed) }
        let server = UpstreamServer(control: control, upstream: upstream, pid: getpid(), on: loop) {
            _exit(ReplicaExit.good)
        }
        withExtendedLifetime(server) { loop.run() }
        _exit(ReplicaExit.failed)  // the loop has no other end than the one above
    }

    /// Each client takes one: all that we may have.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
