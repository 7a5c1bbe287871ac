import CPosix
import Glibc

/// What a program says; without a thread, and so also for the time before the zygote.
package enum ProgramOutput {
    private static let secondsToWait = 30
    private static let mostBytes = 4096

    /// The first of that name on PATH; without one, where the system's shells look.
    package static func find(_ name: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Standard output and error; nil when it cannot be started. One that takes too long is killed.
    package static func of(_ program: String, _ arguments: String...) -> String? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        let pid = spawn(program, arguments, output: ends[1])
        close(ends[1])
        guard let pid else { return nil }
        let bytes = read(ends[0])
        kill(pid, SIGKILL)  // it has said all that is heard
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func spawn(_ program: String, _ arguments: [String], output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        keyquake_spawn_close_from(&actions, 3)
        let words = [strdup(program)] + arguments.map { strdup($0) } + [nil]
        let environment = [strdup("PATH=/usr/local/bin:/usr/bin:/bin"), nil]
        defer { for word in words + environment { free(word) } }
        var pid: pid_t = 0
        return posix_spawn(&pid, program, &actions, nil, words, environment) == 0 ? pid : nil
    }

    /// Until its end, or for as long as we wait.
    private static func read(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        let deadline = kq_now() + UInt64(secondsToWait) * 1_000_000_000
        while bytes.count < mostBytes {
            let now = kq_now()
            var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard now < deadline, poll(&source, 1, Int32((deadline - now) / 1_000_000 + 1)) > 0 else { break }
            var chunk = [UInt8](repeating: 0, count: mostBytes)
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }
}
