import CPosix
import Credentials
import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario

/// Takes one run through its phases: Redis up, fleet ready, steps, rest, last looks, end.
final class Coordinator {
    private let loop = EventLoop()
    private let options: RunOptions
    private let directory: RunDirectory
    private let run: Run
    private let zygote: ZygoteClient
    private let wallOffset: Int64
    private var lag: LagWatch?
    private var interrupts: SignalWatch?
    private var result: Result<RunRecord, any Error>?

    init(
        plan: Plan, options: RunOptions, directory: RunDirectory, secrets: PrivateDirectory, history: HistoryFile,
        zygote: ZygoteClient, wallOffset: Int64
    ) throws(FleetError) {
        self.options = options
        self.directory = directory
        self.zygote = zygote
        self.wallOffset = wallOffset
        zygote.attach(to: loop)
        run = try Run(
            plan: plan, options: options, loop: loop, directory: directory, secrets: secrets, history: history,
            zygote: zygote)
    }

    func run() throws -> RunRecord {
        zygote.onLost = { [unowned self] in end(.failure(FleetError(.lostZygote, "every process of the run with it"))) }
        interrupts = SignalWatch(on: loop, numbers: [SIGINT, SIGTERM]) { [run] in run.interrupt() }
        loop.spawn { [self] in await perform() }
        loop.run()
        run.progress.clear()
        guard let result else { throw FleetError(.system, "the loop ended before the run") }
        return try result.get()
    }

    private func perform() async {
        do {
            let record = try await runPhases()
            await shutDown()
            end(.success(record))
        } catch {
            await shutDown()
            end(.failure(error))
        }
    }

    private func end(_ result: Result<RunRecord, any Error>) {
        self.result = self.result ?? result
        loop.stop()
    }

    private func runPhases() async throws(FleetError) -> RunRecord {
        let started = time(nil)
        run.recorder.record(
            .runBegan(wallOffset: wallOffset, seed: run.plan.seed, replicas: UInt32(run.plan.fleet.replicas)))
        lag = LagWatch(loop: loop, recorder: run.recorder)
        run.progress.show("starting Redis")
        let version = try await run.redis.start()
        try await run.operators.start()
        run.progress.show("starting \(run.plan.fleet.replicas) replicas")
        let forked = kq_now()
        run.nameNeverIssued()
        try await run.bringUpFleet(run.newMembers(run.plan.fleet.replicas))
        let startTime = kq_now() - forked
        await run.settleFirstKey()
        let memory = run.meanMemory()
        for member in run.fleet.ready { run.recordInventory(of: member, .baseline) }
        await runSteps()
        await LastLooks(run: run).take()
        return RunRecord(
            directory: directory, startedUnixSeconds: started, fleetStartMilliseconds: Double(startTime) / 1e6,
            pssKiBMean: memory, redisVersion: version,
            probeIntervalMilliseconds: Double(run.probing.every) / 1e6, replicas: run.plan.fleet.replicas,
            isInterrupted: run.isInterrupted)
    }

    private func runSteps() async {
        let ready = kq_now()
        run.recorder.record(.fleetReady(replicas: UInt32(run.fleet.ready.count)), at: ready)
        let outside = OutsideProber(run: run)
        outside.start()
        await StepRunner(run: run, start: ready).performAll(run.plan.flattenedSteps)
        await run.sleep(until: ready + run.plan.runLength)
        outside.stop()
    }

    /// Ends every process and says what would not go; then the last record.
    private func shutDown() async {
        await run.operators.cleanUp()
        _ = await run.forEach(run.fleet.all.filter { $0.child != nil }) { [run] member in
            await run.fleet.stop(member) ? .ok : .failed
        }
        let serversAlive = run.redis.embedded == nil ? 0 : 1
        run.recorder.record(.leftover(.processes, count: UInt32(max(0, zygote.living - serversAlive))))
        run.recorder.record(.runEnded(wallOffset: kq_wall_offset(), interrupted: run.isInterrupted))
        zygote.onLost = {}
        zygote.end()
    }
}
