import CPosix
import Credentials
import History
import RedisLink
import Scenario

/// One redis-server that the zygote runs for us, on a port that the kernel picked; it keeps its port through restarts.
final class EmbeddedRedis {
    enum State: Equatable { case down, up, frozen }

    let name: String
    private(set) var port: UInt16 = 0
    private(set) var state = State.down
    private let program: String
    private let zygote: ZygoteClient
    private let directory: PrivateDirectory
    private let plan: RedisPlan
    private let clients: Int
    private let log: String
    private var child: ChildProcess?
    private static let portAttempts = 5

    init(
        name: String, zygote: ZygoteClient, directory: PrivateDirectory, plan: RedisPlan, clients: Int, log: String
    ) throws(FleetError) {
        self.name = name
        self.zygote = zygote
        self.directory = directory
        self.plan = plan
        self.clients = clients
        self.log = log
        program = try RedisProgram.find()
        try makeDirectory(dataDirectory)
    }

    /// Nil while it is down.
    var pid: Int32? { child?.pid }
    private var dataDirectory: String { directory.file(name) }

    /// Starts it the first time. `isOurs` says whether the server that now answers on the port accepts our user,
    /// which no other server does; somebody else may have taken the port meanwhile.
    func start(isOurs: () async -> Bool) async throws(FleetError) {
        for _ in 0..<Self.portAttempts {
            port = try freePort()
            try await launch()
            if await isOurs() { return }
            await kill()
        }
        throw FleetError(.redisDidNotStart, "\(name) on \(Self.portAttempts) ports, see \(log)")
    }

    /// Runs the server on its port; returns when the process exists, not when it answers.
    func launch() async throws(FleetError) {
        let configuration = RedisServerConfiguration(
            port: port, directory: dataDirectory, aclFile: directory.file("users.acl"), persistence: plan.persistence,
            clients: clients)
        try directory.write(configuration.text, to: "\(name).conf")
        child = try await zygote.spawn(
            Program(role: .redis, path: program, arguments: [directory.file("\(name).conf")], log: log))
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
        if !(await changes.wait(atMost: 3_000_000_000) { !zygote.hasNotExited(child) }) { await kill() }
        ended()
    }

    /// Removes what a stopped server would load when it starts again.
    func loseData() throws(FleetError) {
        removeTree(dataDirectory)
        try makeDirectory(dataDirectory)
    }

    func freeze() async {
        guard let child else { return }
        await zygote.freeze(child)
        state = .frozen
    }

    func thaw() async {
        guard let child else { return }
        await zygote.thaw(child)
        state = .up
    }

    private func ended() {
        child = nil
        state = .down
    }
}
