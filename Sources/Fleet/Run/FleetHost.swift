import CPosix
import Credentials
import Doubles
import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario

/// The process of one run, from an empty directory to a complete history: maps the history, forks the zygote while
/// there is still one thread, and only then makes a loop and coordinates.
package struct FleetHost {
    private let plan: Plan
    private let options: RunOptions
    private let face: ReplicaFaceStart?

    /// - Parameter face: makes the HTTP faces of replicas that are to have one.
    package init(plan: Plan, options: RunOptions, face: ReplicaFaceStart? = nil) {
        self.plan = plan
        self.options = options
        self.face = face
    }

    /// Runs the scenario; the history is complete when this returns, also when it throws half-way.
    package func run() throws -> RunRecord { try host { coordinator throws in try coordinator.coordinate() } }

    /// Sets up the same processes without performing the plan's steps: `body` does what it likes with them.
    package func stage<Value>(_ body: @escaping (FleetStage) async throws(FleetError) -> Value) throws -> Value {
        try host { coordinator throws in
            try coordinator.perform { () async throws(FleetError) in
                let run = try await coordinator.makeRun()
                return try await body(FleetStage(run: run, coordinator: coordinator))
            }
        }
    }

    private func host<Value>(_ body: (Coordinator) throws -> Value) throws -> Value {
        kq_no_core_dumps()
        try DescriptorLimit.raise(
            forReplicas: plan.largestFleet + options.otherClients / 2,
            upstreamConnections: plan.usualUpstreamConnections)
        if options.external == nil { try RedisProgram.check() }
        let directory = try RunDirectory.make(under: options.out, scenario: plan.name, seed: plan.seed)
        try directory.write(options.scenarioText, to: "scenario.yaml")
        let history = try HistoryFile.create(at: directory.file("history.kq"), layout: plan.historyLayout)
        let secrets = try PrivateDirectory.make()
        defer { removeTree(secrets.path) }  // the zygote did, unless it was killed or never was
        let wallOffset = kq_wall_offset()
        let progress = Progress(isLive: options.isTerminal, isQuiet: options.isQuiet)
        let turn = LargeFleetTurn.take(
            replicas: plan.largestFleet, directory: PrivateDirectory.parent, say: progress.note)
        defer { turn?.end() }
        let (socket, zygote) = try forkZygote(history, secrets, wallOffset)
        _ = kq_be_punctual()  // who measures must not queue behind whom it measures; without the right it may have to
        defer {
            var status: Int32 = 0
            while waitpid(zygote, &status, 0) < 0, errno == EINTR {}  // when it has ended, everything has
        }
        return try body(
            Coordinator(
                plan: plan, options: options, directory: directory, secrets: secrets, history: history,
                zygote: ZygoteClient(socket: socket, pid: zygote), wallOffset: wallOffset))
    }

    /// The coordinator's end of the zygote's socket, and the zygote.
    private func forkZygote(
        _ history: HistoryFile, _ secrets: PrivateDirectory, _ wallOffset: Int64
    ) throws -> (PacketSocket, pid_t) {
        let (ours, theirs) = try PacketSocket.pair()
        let controlPath = secrets.file("control")
        let pid = kq_fork()
        switch pid {
        case 0:
            kq_name_process("kq-zygote")
            setsid()  // an interrupt from the terminal is the coordinator's alone
            setenv("SWIFT_BACKTRACE", "enable=no", 1)
            close(ours.descriptor)
            Rehearsal.play(scratch: secrets.file("rehearsal.kq"), usesHTTP: plan.registrations != nil)
            let zygote = Zygote(
                orders: theirs, writer: history.writer(of: .zygote), privateDirectory: secrets.path,
                replica: { life in
                    ReplicaMain.run(
                        ReplicaSetup(
                            life: life, controlPath: controlPath, history: history, wallOffset: wallOffset, face: face)
                    )
                },
                helper: { helper in
                    switch helper.kind {
                    case .linkProxy: LinkProxyMain.run(controlPath: helper.controlPath)
                    case .authorizationServer: AuthorizationServerMain.run(controlPath: helper.controlPath)
                    case .upstream: UpstreamDoubleMain.run(controlPath: helper.controlPath)
                    case .prober: ProberMain.run(controlPath: helper.controlPath, history: history)
                    }
                })
            zygote.run()
        case -1: throw FleetError(.cannotFork, String(cString: strerror(errno)))
        default: return (ours, pid)
        }
    }
}
