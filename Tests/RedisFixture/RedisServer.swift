import Glibc
import RedisLink
import Synchronization

/// A real redis-server of a test's own, on a port of the kernel's choosing and on a Unix socket, killed with its owner.
///
/// ```swift
/// let server = try RedisServer.start(.init(users: ["replica on >secret ~kq:* &* +@read"]))
/// let link = RedisLink(on: loop, to: server.endpoint, as: …)
/// ```
/// A test that neither kills nor configures its server takes ``shared`` and a key prefix of its own: it is faster.
package final class RedisServer: Sendable {
    package struct Configuration: Sendable {
        /// Lines of redis.conf, which come last: `appendonly yes`, `maxmemory 1mb`.
        package var directives: [String]
        /// ACL users, as after `user` in redis.conf: `replica on >secret ~* &* +@all`, `default off`.
        package var users: [String]
        /// It is a Sentinel: then `directives` say what it watches.
        package var isSentinel: Bool

        package init(directives: [String] = [], users: [String] = [], isSentinel: Bool = false) {
            self.directives = directives
            self.users = users
            self.isSentinel = isSentinel
        }
    }

    package let port: Int
    private let folder: TemporaryFolder
    private let password: String
    private let mode: [String]
    private let process: Mutex<ChildProcess>

    /// Started on first use, for all tests of this process; it dies with the process.
    private static let common = Result { try start() }
    package static var shared: RedisServer { get throws { try common.get() } }

    private static let portsToTry = 10

    /// Starts a server and waits until it answers PING.
    package static func start(_ configuration: Configuration = .init()) throws -> RedisServer {
        for _ in 1..<portsToTry {
            do {
                return try RedisServer(configuration)
            } catch is EndedEarly {
                continue  // most likely its port was taken meanwhile; the last attempt tells the reason
            }
        }
        return try RedisServer(configuration)
    }

    private init(_ configuration: Configuration) throws {
        port = try FreePort.pick()
        folder = try TemporaryFolder()
        password = String(UInt64.random(in: .min ... .max), radix: 36)
        let lines = Self.lines(configuration, port: port, folder: folder.path, password: password)
        try folder.write(lines.joined(separator: "\n") + "\n", to: "redis.conf")
        mode = configuration.isSentinel ? ["--sentinel"] : []
        let process = try Self.launch(folder, mode)
        self.process = Mutex(process)
        try waitForAnswer()
    }

    private static func lines(_ own: Configuration, port: Int, folder: String, password: String) -> [String] {
        [
            "bind 127.0.0.1", "port \(port)", "unixsocket \(folder)/redis.sock", "unixsocketperm 700",
            "protected-mode no", "dir \(folder)", "save \"\"", "enable-debug-command yes", "repl-diskless-sync-delay 0",
            "user fixture on >\(password) ~* &* +@all",
        ] + own.users.map { "user \($0)" } + own.directives
    }

    private static func launch(_ folder: TemporaryFolder, _ mode: [String]) throws -> ChildProcess {
        try ChildProcess(
            ["redis-server", "\(folder.path)/redis.conf"] + mode, output: "\(folder.path)/log", folder: folder.path)
    }

    /// The Unix socket is ours alone: an answer there cannot come from somebody else's server on a port we lost.
    private func waitForAnswer() throws {
        let child = process.withLock { $0 }
        try waitUntil("redis-server answers PING") {
            guard !child.hasEnded else {
                throw EndedEarly(description: "redis-server ended:\n\(folder.text(of: "log"))")
            }
            return answersPing
        }
    }

    /// A replica without its master refuses even PING, unless it may serve stale data: then it is up all the same.
    private var answersPing: Bool {
        do {
            return try ask("PING") == .status("PONG")
        } catch let error as RedisServerError {
            return error.kind == .masterDown
        } catch {
            return false  // not yet: the next round asks again
        }
    }

    private struct EndedEarly: Error, CustomStringConvertible { let description: String }
}

extension RedisServer {
    package var endpoint: RedisEndpoint { .tcp(host: "127.0.0.1", port: port) }
    package var socketEndpoint: RedisEndpoint { .unix(path: socketPath) }
    package var socketPath: String { "\(folder.path)/redis.sock" }
    package var pid: pid_t { process.withLock { $0.pid } }
    /// False after ``kill()``, until it is started again.
    package var isRunning: Bool { process.withLock { !$0.hasEnded } }

    /// Asks the server as an administrator, over its Unix socket; blocks. An error reply is thrown as `RedisServerError`.
    @discardableResult package func ask(_ arguments: String...) throws -> RedisReply { try ask(arguments) }

    @discardableResult package func ask(_ arguments: [String]) throws -> RedisReply {
        let client = try PlainClient(path: socketPath)
        _ = try client.ask(["AUTH", "fixture", password])
        return try client.ask(arguments)
    }

    /// Freezes it (SIGSTOP); returns when it stands still.
    package func pause() throws {
        process.withLock { $0.signal(SIGSTOP) }
        try waitUntil("redis-server is stopped") { Self.state(of: pid) == "T" }
    }

    /// Lets it go on after ``pause()``.
    package func resume() { process.withLock { $0.signal(SIGCONT) } }

    /// Kills it (SIGKILL); returns when it is gone. The port stays known, for ``restart()``.
    package func kill() { process.withLock { $0.end() } }

    /// Kills it if need be, and starts it again on the same port with the same files. Data are kept only when they were
    /// written: `ask("SAVE")` before, or `appendonly yes`.
    package func restart() throws {
        kill()
        try process.withLock { $0 = try Self.launch(folder, mode) }
        try waitForAnswer()
    }

    /// The letter of /proc/PID/stat.
    private static func state(of pid: pid_t) -> Character? {
        guard let file = fopen("/proc/\(pid)/stat", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let text = String(decoding: line.prefix(while: { $0 != 0 }).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: ")").last?.dropFirst().first
    }
}
