import CPosix
import Credentials
import Doubles
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario

/// One scenario being run: everything that steps, probes and samplers share. It plans, injects and records, nothing else.
final class Run {
    let plan: Plan
    let loop: EventLoop
    let history: HistoryFile
    let recorder: Recorder
    let fleet: ReplicaFleet
    let redis: RedisTopology
    /// Two of them, so that a split brain can have one on each side.
    let operators: [SlotOperator]
    let names: RunNames
    let fingerprintKey: FingerprintKey
    /// The same for all replicas; it ignores the slot and never opens an admin route.
    let internalToken: Secret
    let probing: ProbingBudget
    let progress: Progress
    let outage = RedisOutage()
    let cutOffs = CutOffs()
    /// The newest change that was acknowledged: what the fleet should converge on.
    var newest = SlotTarget.none
    var register: CredentialRegister
    var ledger = OperationLedger()
    var managedKeys = ManagedKeyRegister()
    /// Nil where replicas register nowhere.
    var registrations: RunRegistrations?
    var environments = EnvironmentRegister()
    /// Where replicas warn of what documents say; empty where there are none.
    var environmentLog = ""
    /// Nil where replicas have no environments.
    var upstream: UpstreamHelper?
    private(set) lazy var upstreamWatch = upstream.map { UpstreamWatch(client: $0.client, run: self) }
    private(set) lazy var statusSampler = StatusSampler(run: self)
    var upstreamTroubles: [UpstreamTroubleInForce] = []
    /// Numbers of faults at upstream that were given out.
    var upstreamRules: UInt32 = 0
    var closedEnvironments: Set<ClosedEnvironment> = []
    /// Where each replica with a face leaves its audit events; empty for nowhere.
    var auditDirectory = ""
    /// For programs that have to be told where to listen.
    var ports = ListenerPorts()
    /// ADMIN_KEY of every replica with `initial: shared`.
    var sharedKey: Secret?
    /// Nil where the scenario has no tokens.
    private(set) lazy var tokenDesk = plan.tokens.flatMap { TokenDesk($0, run: self) }
    private(set) lazy var sampler = SlotSampler(run: self)
    private var random: SeededGenerator
    private var linkRules: UInt32 = 0
    private(set) var isInterrupted = false
    /// The first helper that died under the run; nil when none did.
    private(set) var loss: FleetError?
    private let interruption: ChangeSignal
    /// Wakes whoever else waits.
    var onInterrupt: () -> Void = {}

    init(
        plan: Plan, loop: EventLoop, history: HistoryFile, recorder: Recorder, fleet: ReplicaFleet,
        redis: RedisTopology, operators: [SlotOperator], names: RunNames, fingerprintKey: FingerprintKey,
        progress: Progress
    ) {
        self.plan = plan
        self.loop = loop
        self.history = history
        self.recorder = recorder
        self.fleet = fleet
        self.redis = redis
        self.operators = operators
        self.names = names
        self.fingerprintKey = fingerprintKey
        self.progress = progress
        var source = SystemRandomNumberGenerator()
        internalToken = .generatedAdminKey(using: &source)
        probing = ProbingBudget(plan: plan)
        register = CredentialRegister(key: fingerprintKey)
        random = SeededGenerator(seed: plan.seed)
        interruption = ChangeSignal(loop: loop)
        fleet.stopLimit = StopLimit(plan)
        fleet.tokens = { [unowned self] in register.tokens }
        fleet.configure = { [unowned self] in configuration(of: $0, $1) }
        fleet.onSettled = { [unowned self] member in
            plan.probesOverHTTP ? recordWarmBaseline(of: member) : recordBaseline(of: member)
        }
        fleet.onGenerated = { [unowned self] in nameGenerated($1, by: $0) }
    }

    /// Ends the run early: what is there is checked and reported.
    ///
    /// - Parameter loss: what died under it; its death is in the zygote's records, and makes the run inconclusive.
    func interrupt(losing loss: FleetError? = nil) {
        self.loss = self.loss ?? loss
        isInterrupted = true
        interruption.fire()
        onInterrupt()
        fleet.changes.fire()
    }

    /// Of a step that waited for something: one that was interrupted says nothing.
    func outcome(ofWait isMet: Bool) -> Outcome { isMet ? .ok : isInterrupted ? .unknown : .failed }

    /// Returns at the time, or at once after an interruption.
    func sleep(until time: UInt64) async {
        let now = loop.now
        guard time > now else { return }
        _ = await interruption.wait(atMost: time - now) { [unowned self] in isInterrupted }
    }

    /// Draws replicas that are alive and not held by a fault of their own. While Redis is down every replica is held;
    /// they can be drawn all the same, or nothing could be done to a fleet in an outage.
    ///
    /// What is drawn is the step's until it is done: two steps of a race never get the same replica.
    func draw(_ pick: Pick) -> Prepared {
        let drawn = select(pick)
        for member in drawn { member.isDrawn = true }
        return .members(drawn)
    }

    /// The same without making them the step's own.
    func select(_ pick: Pick, besides taken: Set<ReplicaID> = []) -> [Member] {
        select(pick, of: fleet.available.filter { !taken.contains($0.id) })
    }

    func select(_ pick: Pick, of available: [Member]) -> [Member] {
        switch pick {
        case .count(let count): return Array(available.shuffled(using: &random).prefix(count))
        case .percent(let percent):
            let count = (available.count * percent + 99) / 100
            return Array(available.shuffled(using: &random).prefix(count))
        case .replicas(let numbers): return available.filter { numbers.contains(Int($0.id.number)) }
        }
    }

    /// Draws one by seed; nil of none.
    func pickOne<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    /// Draws some by seed.
    func pick<Element>(_ count: Int, of elements: [Element]) -> [Element] {
        Array(elements.shuffled(using: &random).prefix(count))
    }

    func nextLinkRule() -> LinkRule.ID {
        linkRules += 1
        return LinkRule.ID(linkRules)
    }

    /// Does something to each replica that was drawn, `many` at a time, and gives it back.
    func forEach(
        drawn prepared: Prepared, atOnce many: Int = .max, _ body: @escaping (Member) async -> Outcome
    ) async -> Outcome {
        guard case .members(let members) = prepared, !members.isEmpty else { return .failed }
        return await forEach(members, atOnce: many) { member in
            let outcome = await body(member)
            member.isDrawn = false
            return outcome
        }
    }

    func fingerprint(of secret: Secret?) -> Fingerprint? {
        secret.map { Fingerprint(of: $0, key: fingerprintKey) }
    }

    /// A replica made a key of its own: everybody must know it before it may win.
    private func nameGenerated(_ secret: Secret, by member: Member) {
        let token = register.name(secret, .configured, in: recorder)
        loop.spawn { [self] in _ = await fleet.know([token], usedBy: member) }
    }

    /// Does something to each of them side by side, `many` at a time; the worst outcome counts.
    func forEach(
        _ members: [Member], atOnce many: Int = .max, _ body: @escaping (Member) async -> Outcome
    ) async -> Outcome {
        var waiting = members[...]
        var running = min(many, members.count)
        var worst = Outcome.ok
        let done = ChangeSignal(loop: loop)
        for _ in 0..<running {
            loop.spawn {
                while let member = waiting.popFirst() {
                    let outcome = await body(member)
                    if outcome != .ok { worst = outcome }
                }
                running -= 1
                done.fire()
            }
        }
        _ = await done.wait(atMost: .max / 2) { running == 0 }
        return worst
    }
}
