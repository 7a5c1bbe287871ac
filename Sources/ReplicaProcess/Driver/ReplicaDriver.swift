import CPosix
import Credentials
import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaCore
import Stores

/// The shell of one replica: hands in to the core what happens, performs what comes out; one thread, one loop.
final class ReplicaDriver {
    let loop: EventLoop
    var configuration: ReplicaConfiguration
    let control: PacketSocket
    let writer: RegionWriter
    let cells: ProbeCells
    let life: Life
    var core: ReplicaCore
    private(set) var judgement: Judgement
    var clock: ReplicaClock
    var tokens: TokenBook
    var redis: ReplicaRedis?
    var registrations: ReplicaRegistrations?
    /// Nil for a replica that has no environments.
    var upstream: UpstreamConnections?
    var environmentRecords = EnvironmentRecords()
    /// Orders to close an environment that are not answered yet.
    var closings: [UInt32: EnvironmentClosing] = [:]
    var tokenWorker: TokenWorker?
    let faceStart: ReplicaFaceStart?
    var faceLink: FaceLink?
    private var wake: LoopTimer?
    private var wakesAt: UInt64 = .max
    var channel: PacketChannel?
    var lastClosing: UInt64 = 0
    /// Credentials that have opened a route of another kind.
    var crossed: Set<CredentialID> = []
    /// Credentials that have resolved to an environment that is not theirs.
    var strayed: Set<StrayedCredential> = []
    /// It was told to stop, and takes its leave: nothing that it answers from here on is asked for.
    private(set) var isStopping = false
    /// Ends the wait for the upstream clients of a replica that was told to stop; nil when none is waited for.
    private var parting: LoopTimer?
    private(set) var isEnding = false
    private var hasSettled = false
    /// A key of its own that nobody else knows yet.
    private var generated: Secret?
    /// It has ended, and has said so.
    var onEnd: () -> Void

    init(
        setup: ReplicaSetup, configuration: ReplicaConfiguration, control: PacketSocket,
        on loop: EventLoop = EventLoop()
    ) throws {
        self.loop = loop
        onEnd = { [unowned loop] in loop.stop() }
        self.configuration = configuration
        self.control = control
        life = setup.life
        faceStart = setup.face
        clock = ReplicaClock(wallOffset: setup.wallOffset)
        writer = setup.history.writer(of: .replica(life.replica))
        cells = ProbeCells(writer: writer, incarnation: life.incarnation)
        tokens = TokenBook(environments: configuration.environments)
        let probes = ProbeSchedule.Settings(
            interval: max(1, configuration.probeEvery), coldBudget: Int(max(1, configuration.coldProbesPerSecond)),
            hotBudget: Int(max(1, configuration.hotProbesPerSecond)))
        let core = try ReplicaCore(
            adminKey: configuration.adminKey, managedKeys: configuration.managedKeys,
            environments: configuration.environments, registrations: configuration.makeResolvers(),
            holds: configuration.holdsSettings(of: setup.life), probes: probes,
            fingerprintKey: configuration.fingerprintKey, seed: configuration.seed)
        self.core = core
        judgement = Judgement(gate: core.gate)
    }

    func run() -> Never {
        begin()
        loop.run()
        _exit(ReplicaExit.good)
    }

    func begin() {
        cells.adoptLeftovers()
        let now = clock.now
        let configured = core.adminKey.fingerprint(of: configuration.adminKey.configured)
        record(
            .started(pid: getpid(), configured: configured, wallOffset: clock.wallOffset), at: now.steady.nanoseconds)
        learn(configuration.tokens, at: now.steady)
        wake = LoopTimer(on: loop) { [unowned self] in
            wakesAt = .max
            turn(nil)
        }
        watchControl()
        makeUpstream()
        do { try openFace() } catch { fail("\(error)") }
        redis = ReplicaRedis(
            on: loop, configuration, of: life, clock: { [unowned self] in clock.now },
            record: { [unowned self] in record($0, at: kq_now()) }, deliver: { [unowned self] in turn($0) })
        registrations = makeRegistrations()
        tokenWorker = makeTokenWorker()
        turn(.started)
        redis?.start()
        tokenWorker?.start()
    }

    /// One turn: what is due, then the input, then the probes of the round.
    func turn(_ input: ReplicaInput?) {
        guard !isEnding else { return }
        let now = clock.now
        let due = core.woke(at: now)
        if !due.isEmpty { judgement = Judgement(of: &core) }
        perform(due, at: now)
        if let input {
            let effects = core.handle(input, at: now)
            if input.changesJudgement { judgement = Judgement(of: &core) }
            if case .environments(let input) = input { recordClient(input, effects, at: now) }
            perform(effects, at: now)
            if input.isGoodRead { publishStatus() }
            noteForFace(input)
            settle()
            answerClosings()
            if parting != nil, core.environments?.isClosing() != true { finishParting() }
        }
        probe(at: now)
        scheduleWake()
    }

    /// Says once that every link is up: from here on what this process holds should not grow.
    func settle() {
        guard !hasSettled else { return }
        let status = core.adminKey.status
        guard status.isReady, status.isLinkUp, redis?.isAtRest ?? false else { return }
        guard core.managedKeys?.status.isReady ?? true, core.environments?.isSettled ?? true,
            tokenWorker?.isConnected ?? true
        else { return }
        guard status.isSubscribed || configuration.channels.isEmpty else { return }
        hasSettled = true
        say(.settled)
    }

    private func scheduleWake() {
        let next = SteadyTime.earlier(core.nextDue, core.probes.nextRound)?.nanoseconds ?? .max
        guard next != wakesAt else { return }
        wakesAt = next
        if next == .max { wake?.cancel() } else { wake?.set(at: next) }
    }

    func perform(_ effects: [ReplicaEffect], at now: Moment) {
        for effect in effects {
            faceLink?.round.performs(effect)
            switch effect {
            case .adminKey(let effect): perform(effect)
            case .managedKeys(let effect): perform(effect, at: now)
            case .environments(let effect): perform(effect, at: now)
            case .registration(let id, let effect): perform(effect, of: id, at: now)
            case .holds(let effect): perform(effect)
            case .swap:
                publishStatus()
                environmentsSwapped(at: now)
            case .ready: becameReady(at: now)
            case .record(let event): record(event, at: now.steady.nanoseconds)
            }
        }
    }

    private func perform(_ effect: AdminKeyEffect) {
        switch effect {
        case .read: redis?.read()
        case .bootstrap(let secret): redis?.bootstrap(secret)
        case .repair(let slot): redis?.repair(slot)
        case .replant(let secret): redis?.replant(secret)
        case .generate: generateKey()
        case .keepGenerated(let key): say(.wonKey(key))
        case .swap, .ready, .record: break  // the core says them of the whole replica
        }
    }

    private func becameReady(at now: Moment) {
        if configuration.probeEvery > 0 { core.probes.start(at: now.steady) }
        publishStatus()
        let snapshot = core.adminKey.snapshot
        record(
            .ready(effective: snapshot.fingerprint, confirmed: snapshot.isConfirmed), at: now.steady.nanoseconds)
        say(.ready(confirmed: snapshot.isConfirmed))
    }

    /// It comes into use when the coordinator has told it back: then the other replicas know it, too.
    private func generateKey() {
        var source = SystemRandomNumberGenerator()
        let key = Secret.generatedAdminKey(using: &source)
        generated = key
        say(.generated(key))
    }

    /// What was generated and stands among these, once.
    func takeGenerated(among known: [KnownToken]) -> Secret? {
        guard let key = generated, known.contains(where: { $0.secret == key }) else { return nil }
        generated = nil
        return key
    }

    private func perform(_ effect: HoldsEffect) {
        switch effect {
        case .write(let claim): redis?.writeDown(claim)
        case .remove(let incarnation): redis?.removeHoldings(incarnation: incarnation)
        case .ended: end()
        }
    }

    private func publishStatus() {
        publishFace()
        let snapshot = core.adminKey.snapshot
        writer.publish(
            LiveStatus(
                incarnation: life.incarnation, isReady: core.adminKey.status.isReady, version: snapshot.version,
                fingerprint: snapshot.fingerprint,
                lastGoodRead: core.adminKey.status.lastGoodRead?.nanoseconds ?? 0,
                keyRevision: core.managedKeys?.status.revision.number ?? 0))
    }

    func record(_ event: Event, at time: UInt64) { writer.append(event, at: time, incarnation: life.incarnation) }

    /// Takes its leave, once its face is closed: until then it goes on watching.
    func stop() {
        guard !isStopping, !isEnding else { return }
        isStopping = true
        core.probes.stop()
        record(.stopping, at: kq_now())
        if let faceLink { faceLink.face.close() } else { takeLeave() }
    }

    /// True from `stop` on.
    var isLeaving: Bool { isStopping }

    /// Nobody asks any more: its clients are closed, then what it holds is no longer of interest, and then it ends.
    func takeLeave() {
        guard core.environments != nil else { return finishParting() }
        let limit = LoopTimer(on: loop) { [unowned self] in finishParting() }
        limit.set(after: Self.closingLimit)
        parting = limit
        turn(.environments(.closeAll))
    }

    /// How long upstream may take to notice that clients are closed.
    static let closingLimit: UInt64 = 500_000_000

    /// Once, when no client of upstream is on its way out any more, or when that takes too long.
    private func finishParting() {
        parting = nil
        guard configuration.saysWhatItHolds else { return end() }
        turn(.holds(.stopping))
    }

    /// Ends well: no more work is taken, runs are closed, the end message is said.
    func end() {
        guard !isEnding else { return }
        leave()
        channel?.finish(with: ReplicaReport.ended.encoded)
        onEnd()
    }

    /// Lets go of everything that it has on the loop.
    func leave() {
        if !isStopping { record(.stopping, at: kq_now()) }
        isEnding = true
        redis?.close()
        upstream?.drop()
        registrations?.close()
        tokenWorker?.close()
        cells.closeAll()
        record(.ended, at: kq_now())
    }
}
