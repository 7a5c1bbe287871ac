import Credentials
import Glibc
import RedisLink

/// The life of the helper process that is the authorization server.
package enum AuthorizationServerMain {
    /// - Parameter controlPath: where ``AuthorizationServerClient`` listens.
    package static func run(controlPath: String) -> Never {
        HelperLife.run(named: "kq-authserver", controlPath: controlPath) { control, loop, onClose in
            // No host, no service: the exit says so.
            guard let host = try? AuthorizationHost(on: loop, clock: { .system }) else { return nil }
            return AuthorizationService(control: control, host: host, pid: getpid(), onClose: onClose)
        }
    }
}

extension WallTime {
    fileprivate static var system: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
