import CPosix
import Glibc
import Synchronization

/// A child with an empty signal mask, default dispositions and no descriptor of ours, that does not outlive this process.
///
/// `PR_SET_PDEATHSIG` cannot be set by a spawn and follows a thread: a watchdog shell holds the other end of a socket instead
/// and kills the child, and removes its folder, when we are gone, however we went.
package final class ChildProcess: Sendable {
    package let pid: pid_t
    private let watchdog: pid_t
    private let lifeline: Int32
    private let exit = Mutex<Int32?>(nil)
    private let hasWatchdog = Atomic(true)

    /// Starts a program, found on our PATH.
    ///
    /// - Parameters:
    ///   - output: The file for its standard output, and for its standard error when `errors` is nil.
    ///   - environment: All of it, as `NAME=value`.
    ///   - folder: What to remove when we die before the child.
    package init(
        _ arguments: [String], output: String, errors: String? = nil, environment: [String] = [defaultPath],
        folder: String
    ) throws {
        let child = try Self.spawn(arguments, output: output, errors: errors, environment: environment)
        pid = child
        do {
            (watchdog, lifeline) = try Self.watch(child, folder: folder)
        } catch {
            _ = Glibc.kill(child, SIGKILL)
            _ = waitpid(child, nil, 0)
            throw error
        }
    }

    private static func watch(_ pid: pid_t, folder: String) throws -> (watchdog: pid_t, lifeline: Int32) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, PeerSocket.type, 0, &ends) == 0 else {
            throw FixtureError("socketpair: \(FixtureError.lastSystemError)")
        }
        defer { close(ends[0]) }
        let script = "read -r _; kill -9 \"$1\"; rm -rf \"$2\""
        let arguments = ["sh", "-c", script, "watchdog", String(pid), folder]
        return (try spawn(arguments, inheriting: ends[0], output: "/dev/null"), ends[1])
    }

    package static let defaultPath = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin"

    /// The exit code once it has ended; 128 + the signal's number when a signal ended it, as a shell has it.
    package var exitCode: Int32? {
        guard hasEnded, let status = exit.withLock({ $0 }) else { return nil }
        let signal = kq_term_signal(status)
        return signal == 0 ? kq_exit_code(status) : 128 + signal
    }

    /// True once the child has ended, by itself or by a signal.
    package var hasEnded: Bool {
        exit.withLock { known in
            if known != nil { return true }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return false }
            known = status
            return true
        }
    }

    package func signal(_ number: Int32) {
        exit.withLock { known in
            if known == nil { _ = Glibc.kill(pid, number) }
        }
    }

    /// Kills it and waits until it is gone.
    ///
    /// The order matters: should we be gone ourselves after the first line, the watchdog does the rest; and the child is
    /// reaped last, so that its number cannot belong to somebody else while the watchdog knows it.
    package func end() {
        exit.withLock { known in
            if known == nil { _ = Glibc.kill(pid, SIGKILL) }
            if hasWatchdog.exchange(false, ordering: .relaxed) {
                _ = Glibc.kill(watchdog, SIGKILL)
                _ = waitpid(watchdog, nil, 0)
            }
            guard known == nil else { return }
            var status: Int32 = 0
            _ = waitpid(pid, &status, 0)
            known = status
        }
    }

    deinit {
        end()
        close(lifeline)
    }

    private static func spawn(
        _ arguments: [String], inheriting input: Int32? = nil, output: String, errors: String? = nil,
        environment: [String] = [defaultPath]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        keyquake_spawn_close_from(&actions, 3)
        return try spawn(arguments, &actions, environment)
    }

    private static func spawn(
        _ arguments: [String], _ actions: inout posix_spawn_file_actions_t, _ environment: [String]
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let status = withCStrings(arguments) { argv in
            withCStrings(environment) { environment in
                posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, environment)
            }
        }
        guard status == 0 else { throw FixtureError("spawn of \(arguments[0]): \(String(cString: strerror(status)))") }
        return pid
    }
}

/// Lends a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("the array has its terminator at least") }
        return body(base)
    }
}
