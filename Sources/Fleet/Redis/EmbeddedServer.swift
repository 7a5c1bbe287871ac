import CPosix
import Credentials
import History
import RedisLink
import ReplicaProcess

/// One Redis or Sentinel server that the zygote runs for us, on a port that the kernel picked; it keeps its port, its
/// directory and its configuration file, which servers rewrite themselves, through restarts.
final class EmbeddedServer {
    enum State: Equatable { case down, up, frozen }

    let name: String
    let role: ProcessRole
    private(set) var port: UInt16 = 0
    private(set) var state = State.down
    private let program: String
    private let zygote: ZygoteClient
    private let directory: PrivateDirectory
    private let log: String
    private let configuration: (EmbeddedServer) -> String
    private var child: ChildProcess?
    private static let portAttempts = 5
    private static let shutdownLimit: UInt64 = 3_000_000_000

    init(
        name: String, role: ProcessRole, host: ServerHost, configuration: @escaping (EmbeddedServer) -> String
    ) throws(FleetError) {
        self.name = name
        self.role = role
        zygote = host.zygote
        directory = host.directory
        log = "\(host.logs)/\(name).log"
        self.configuration = configuration
        program = try RedisProgram.find()
        try makeDirectory(dataDirectory)
    }

    /// Nil while it is down.
    var pid: Int32? { child?.pid }
    var dataDirectory: String { directory.file(name) }
    var aclFile: String { directory.file("\(name).acl") }
    private var configurationFile: String { directory.file("\(name).conf") }

    /// Starts it the first time. `isOurs` says whether the server that now answers on the port accepts our user,
    /// which no other server does; somebody else may have taken the port meanwhile.
    func start(isOurs: () async -> Bool) async throws(FleetError) {
        for _ in 0..<Self.portAttempts {
            port = try freePort()
            try directory.write(configuration(self), to: "\(name).conf")
            try await launch()
            if await isOurs() { return }
            await kill()
        }
        throw FleetError(.redisDidNotStart, "\(name) on \(Self.portAttempts) ports, see \(log)")
    }

    /// Runs the server on its port; returns when the process exists, not when it answers.
    func launch() async throws(FleetError) {
        let mode = role == .sentinel ? ["--sentinel"] : []
        child = try await zygote.spawn(
            Program(role: role, path: program, arguments: [configurationFile] + mode, log: log))
        state = .up
    }

    /// SIGKILL; returns when it is reaped.
    func kill() async {
        guard let child else { return }
        zygote.kill(child)
        _ = await zygote.exit(of: child)
        ended()
    }

    /// Waits for the end of a server that was told to shut down; kills it when it does not.
    func awaitShutdown(_ changes: ChangeSignal) async {
        guard let child else { return }
        let zygote = zygote
        if !(await changes.wait(atMost: Self.shutdownLimit) { !zygote.hasNotExited(child) }) { await kill() }
        ended()
    }

    /// Who may do what, from its next start on; one that runs keeps its own account of that.
    func write(acl text: String) throws(FleetError) { try directory.write(text, to: "\(name).acl") }

    /// Removes what a stopped server would load when it starts again.
    func loseData() throws(FleetError) {
        removeTree(dataDirectory)
        try makeDirectory(dataDirectory)
    }

    /// Returns the process that is provably stopped now; nil when none is.
    func freeze() async -> ChildProcess? {
        guard let child else { return nil }
        guard await zygote.freeze(child), child == self.child else {
            _ = await zygote.thaw(child)
            return nil
        }
        state = .frozen
        return child
    }

    /// Lets the process go on: the one that was frozen, which may have been killed and another one started meanwhile.
    /// True when it is not stopped any more.
    func thaw(_ frozen: ChildProcess) async -> Bool {
        guard await zygote.thaw(frozen) else { return false }
        if child == frozen { state = .up }
        return true
    }

    private func ended() {
        child = nil
        state = .down
    }
}

/// Where servers run: who starts them, and where their files and logs are.
struct ServerHost {
    let zygote: ZygoteClient
    /// Files with secrets, and data.
    let directory: PrivateDirectory
    /// The run's own directory of logs.
    let logs: String
}
