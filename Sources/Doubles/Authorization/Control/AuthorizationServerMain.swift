import CPosix
import Credentials
import Glibc
import RedisLink
import ReplicaProcess

/// The life of the helper process that is the authorization server: from the fork until the coordinator closes the control
/// socket.
package enum AuthorizationServerMain {
    /// - Parameter controlPath: where ``AuthorizationServerClient`` listens.
    package static func run(controlPath: String) -> Never {
        kq_name_process("kq-authserver")
        raiseDescriptorLimit()
        signal(SIGPIPE, SIG_IGN)
        guard let control = try? PacketSocket.connect(to: controlPath) else { _exit(ReplicaExit.noControl) }
        let loop = EventLoop()
        guard let host = try? AuthorizationHost(on: loop, clock: { .system }) else { _exit(ReplicaExit.failed) }
        let service = AuthorizationService(control: control, host: host, pid: getpid()) { _exit(ReplicaExit.good) }
        withExtendedLifetime(service) { loop.run() }
        _exit(ReplicaExit.failed)  // the loop has no other end than the one above
    }

    /// A fleet connects all at once.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

extension WallTime {
    fileprivate static var system: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
