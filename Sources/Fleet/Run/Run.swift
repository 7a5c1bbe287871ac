import CPosix
import Credentials
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
    let operators: SlotOperators
    let progress: Progress
    let redisHolds = RedisHolds()
    var register: CredentialRegister
    var ledger = OperationLedger()
    /// ADMIN_KEY of every replica with `initial: shared`.
    var sharedKey: Secret?
    private var random: SeededGenerator
    private(set) var isInterrupted = false
    private let interruption: ChangeSignal

    init(
        plan: Plan, loop: EventLoop, history: HistoryFile, recorder: Recorder, fleet: ReplicaFleet,
        redis: RedisTopology, operators: SlotOperators, register: CredentialRegister, progress: Progress
    ) {
        self.plan = plan
        self.loop = loop
        self.history = history
        self.recorder = recorder
        self.fleet = fleet
        self.redis = redis
        self.operators = operators
        self.register = register
        self.progress = progress
        random = SeededGenerator(seed: plan.seed)
        interruption = ChangeSignal(loop: loop)
    }

    /// Ends the run early: what is there is checked and reported.
    func interrupt() {
        isInterrupted = true
        interruption.fire()
        fleet.changes.fire()
    }

    /// Returns at the time, or at once after an interruption.
    func sleep(until time: UInt64) async {
        let now = loop.now
        guard time > now else { return }
        _ = await interruption.wait(atMost: time - now) { [unowned self] in isInterrupted }
    }

    /// Draws replicas that are alive and not held by a fault of their own. While Redis is down every replica is held;
    /// they can be drawn all the same, or nothing could be done to a fleet in an outage.
    func draw(_ pick: Pick) -> [Member] {
        let available = fleet.available
        switch pick {
        case .count(let count): return Array(available.shuffled(using: &random).prefix(count))
        case .percent(let percent):
            let count = (available.count * percent + 99) / 100
            return Array(available.shuffled(using: &random).prefix(count))
        case .replicas(let numbers):
            return available.filter { numbers.contains(Int($0.id.number)) }
        }
    }

    /// Does something to each of them side by side; the worst outcome counts.
    func forEach(_ members: [Member], _ body: @escaping (Member) async -> Outcome) async -> Outcome {
        var running = members.count
        var worst = Outcome.ok
        let done = ChangeSignal(loop: loop)
        for member in members {
            loop.spawn {
                let outcome = await body(member)
                if outcome != .ok { worst = outcome }
                running -= 1
                done.fire()
            }
        }
        _ = await done.wait(atMost: .max / 2) { running == 0 }
        return worst
    }
}
