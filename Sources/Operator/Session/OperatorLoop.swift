import Glibc
import RedisLink

/// Runs one command on a loop of its own, on the calling thread.
package enum OperatorLoop {
    /// Returns what the body returns. A crash in between leaves no image of the secrets that a command may hold.
    package static func run(_ body: @escaping (EventLoop) async -> Int32) -> Int32 {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        let loop = EventLoop()
        var code = OperatorError.Code.environment.rawValue
        loop.spawn {
            code = await body(loop)
            loop.stop()
        }
        loop.run()
        return code
    }
}
