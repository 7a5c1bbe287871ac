import CPosix
import Credentials
import Doubles
import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario

/// Takes one run through its phases: Redis up, fleet ready, steps, rest, last looks, end.
final class Coordinator {
    let plan: Plan
    let options: RunOptions
    let directory: RunDirectory
    let secrets: PrivateDirectory
    let history: HistoryFile
    let zygote: ZygoteClient
    let loop = EventLoop()
    let recorder: Recorder
    let progress: Progress
    let names: RunNames
    private let wallOffset: Int64
    private var run: Run?
    private var wasInterrupted = false
    /// What keeps the run from going on.
    private var breakdown: FleetError?

    init(
        plan: Plan, options: RunOptions, directory: RunDirectory, secrets: PrivateDirectory, history: HistoryFile,
        zygote: ZygoteClient, wallOffset: Int64
    ) {
        self.plan = plan
        self.options = options
        self.directory = directory
        self.secrets = secrets
        self.history = history
        self.zygote = zygote
        self.wallOffset = wallOffset
        names = RunNames(run: String(directory.path.suffix(4)), namespace: options.namespace)
        recorder = Recorder(writer: history.writer(of: .coordinator))
        progress = Progress(isLive: options.isTerminal, isQuiet: options.isQuiet)
    }

    func coordinate() throws(FleetError) -> RunRecord {
        try perform { [self] () async throws(FleetError) in try await runPhases() }
    }

    /// Runs the phases on the loop, beside the zygote's reports and interrupts, and ends every process after them.
    func perform<Value>(_ phases: @escaping () async throws(FleetError) -> Value) throws(FleetError) -> Value {
        var result: Result<Value, FleetError>?
        zygote.attach(to: loop)
        zygote.onLost = { [unowned self] in
            breakDown(FleetError(.lostZygote, "every process of the run with it"))
        }
        let interrupts = SignalWatch(on: loop, numbers: [SIGINT, SIGTERM]) { [unowned self] in interrupted() }
        loop.spawn { [self] in
            do throws(FleetError) { result = .success(try await phases()) } catch { result = .failure(error) }
            if let run { await LastLooks(run: run).shutDown() }
            end()
        }
        withExtendedLifetime(interrupts) { loop.run() }
        progress.clear()
        if let breakdown { throw breakdown }
        guard let result else { throw FleetError(.system, "the loop ended before the run") }
        return try result.get()
    }

    /// The first one ends the run early; the second one ends this process, and with it everything.
    private func interrupted() {
        if wasInterrupted { _exit(128 + SIGINT) }
        wasInterrupted = true
        progress.note("interrupted: judging what there is")
        run?.interrupt()
    }

    private func breakDown(_ error: FleetError) {
        breakdown = breakdown ?? error
        end()
    }

    private func end() {
        zygote.onLost = {}
        zygote.end()
        loop.stop()
    }

    private func runPhases() async throws(FleetError) -> RunRecord {
        let started = time(nil)
        recorder.record(.runBegan(wallOffset: wallOffset, seed: plan.seed, replicas: UInt32(plan.fleet.replicas)))
        let lag = LagWatch(loop: loop, recorder: recorder)
        progress.show("starting Redis")
        let run = try await makeRun()
        let version = await run.redis.version()
        progress.show("starting \(plan.fleet.replicas) replicas")
        let startTime = try await run.startFleet()
        let memory = run.meanMemory()
        await run.performSteps()
        await LastLooks(run: run).take()
        withExtendedLifetime(lag) {}
        return RunRecord(
            directory: directory, startedUnixSeconds: started, fleetStartMilliseconds: startTime, pssKiBMean: memory,
            redisVersion: version, probeIntervalMilliseconds: Double(run.probing.every) / 1e6,
            replicas: plan.fleet.replicas, isInterrupted: run.isInterrupted, http: httpRecord)
    }
}

extension Coordinator {
    fileprivate var httpRecord: HTTPRecord? {
        guard plan.fleet.http || plan.isForeign else { return nil }
        let pace = plan.probesOverHTTP ? ProberPace(plan: plan) : nil
        return HTTPRecord(probeIntervalMilliseconds: pace.map { Double($0.every) / 1e6 })
    }
}

// MARK: - Putting a run together

extension Coordinator {
    /// Starts Redis and puts together what steps work on; made once.
    func makeRun() async throws(FleetError) -> Run {
        let redis = try await startRedis()
        let fingerprintKey = FingerprintKey.random()
        let operators = try await redis.letIn(
            operators: 2, names: names, format: plan.fleet.slot, fingerprintKey: fingerprintKey, loop: loop)
        if redis.isExternal, !names.areKept {
            let needs = RedisPreflight.Needs(
                format: plan.fleet.slot, usesPush: plan.subscribes, usesManagedKeys: plan.managedKeys != nil,
                usesRegistrations: plan.registrations != nil, usesEnvironments: plan.environments != nil,
                actions: plan.flattenedSteps.map(\.action))
            try await RedisPreflight(
                redis: redis, operator: operators[0], prefix: names.prefix, needs: needs, loop: loop
            ).check()
        }
        let upstream =
            plan.environments == nil ? nil : try await UpstreamHelper.start(by: zygote, in: secrets, on: loop)
        let control = try ControlServer(path: secrets.file("control"), loop: loop)
        let fleet = ReplicaFleet(loop: loop, zygote: zygote, control: control, recorder: recorder)
        let run = Run(
            plan: plan, loop: loop, history: history, recorder: recorder, fleet: fleet, redis: redis,
            operators: operators, names: names, fingerprintKey: fingerprintKey, progress: progress)
        self.run = run
        run.upstream = upstream
        if plan.environments != nil { run.environmentLog = directory.file("logs/environments.log") }
        run.auditDirectory = absolutePath(directory.file("logs"))
        upstream?.client.onLost = { [unowned self] in lostUpstream() }
        if plan.isForeign { try setUpForeign(fleet, run) }
        if plan.probesOverHTTP { try await startProber(of: fleet, run) }
        fleet.onBrokenControl = { [unowned self] in breakDown(FleetError(.lostReplica, $0)) }
        redis.links?.onLost = { [unowned self] in lostLinks() }
        if wasInterrupted { run.interrupt() }
        try await run.startAuthorization(
            by: zygote, in: secrets, log: directory.file("logs/registrations.log"))
        return run
    }

    private func setUpForeign(_ fleet: ReplicaFleet, _ run: Run) throws(FleetError) {
        guard let foreign = plan.fleet.foreign else { return }
        let launch = try ForeignLaunch(
            foreign, directory: options.scenarioDirectory, logs: absolutePath(directory.file("logs")), secrets: secrets,
            slot: names.slot)
        fleet.foreign = launch
        fleet.foreignProgram = { [unowned run] member, key throws(FleetError) in
            try run.foreignProgram(of: member, key, by: launch)
        }
    }

    private func startProber(of fleet: ReplicaFleet, _ run: Run) async throws(FleetError) {
        let prober = try await HTTPProbing.start(
            ProberPace(plan: plan), by: zygote, in: secrets, on: loop, fleet.changes
        ) { [unowned self] in lostProber() }
        prober.onAnswers = { [unowned fleet] in fleet.answered($0) }
        prober.onWarm = { [unowned run] in run.becameWarm($0) }
        fleet.prober = prober
    }

    /// Nobody is asked any more.
    private func lostProber() {
        progress.note("the prober died: judging what there is")
        run?.interrupt(losing: FleetError(.lostHelper, "the prober died"))
    }

    /// Everybody is cut off, and will be for ever: what happens from here on says nothing about the fleet.
    private func lostLinks() {
        progress.note("the link proxy died: judging what there is")
        guard let run else { return }
        _ = run.cutOffs.begin(Set(run.fleet.all.map(\.id)), losing: .node, in: run)  // until the end
        run.interrupt(losing: FleetError(.lostHelper, "the link proxy died"))
    }

    /// Every upstream connection is gone, and none comes again: what replicas do from here on says nothing about them.
    private func lostUpstream() {
        progress.note("the upstream double died: judging what there is")
        run?.interrupt(losing: FleetError(.lostHelper, "the upstream double died"))
    }

    private func startRedis() async throws(FleetError) -> RedisTopology {
        if let external = options.external {
            return .external(external, names: names, format: plan.fleet.slot, loop: loop)
        }
        let builder = TopologyBuilder(plan: plan, names: names, loop: loop) { [unowned self] sentinel, word, text in
            heard(word, from: sentinel, text)
        }
        let host = ServerHost(zygote: zygote, directory: secrets, logs: directory.file("logs"))
        // Twice: a fleet that gives its links up makes new ones before Redis has read the end of the old ones.
        let clients = 2 * plan.connectionsPerReplica * plan.largestFleet + options.otherClients + 64
        return try await builder.embedded(on: host, clients: clients)
    }

    /// What a Sentinel announced goes into the history, from the moment on that there is a run.
    private func heard(_ word: SentinelWord, from sentinel: UInt8, _ text: String) {
        guard let run else { return }
        recorder.record(.sentinelSaid(word, sentinel: sentinel, node: run.redis.node(inAnnouncement: text, word)))
    }
}
