import Credentials
import CPosix
import History
import RedisLink
import ReplicaProcess

/// Asks replicas from outside, over their control sockets, one question for a hundred probes that they make themselves:
/// a probe by the thread that swaps the key comes close to a tautology.
final class OutsideProber {
    private let run: Run
    private var timer: LoopTimer?
    private var plan: OutsidePlan
    private var turn = 0
    private var random = SystemRandomNumberGenerator()
    /// However large the fleet is.
    static let mostPerSecond = 500.0

    init(run: Run) {
        self.run = run
        plan = OutsidePlan(from: run.loop.now)
    }

    func start() {
        timer = LoopTimer(on: run.loop) { [unowned self] in looked() }
        timer?.set(at: plan.next)
    }

    func stop() { timer?.cancel() }

    private func looked() {
        let now = run.loop.now
        let rate = run.probing.outsideProbesPerSecond(
            replicas: run.fleet.available.count, hot: run.register.hotCount(at: now), known: run.register.tokens.count)
        for _ in 0..<plan.due(at: now, perSecond: rate) { ask() }
        timer?.set(at: plan.next)
    }

    /// Replicas in turn; of the credentials mostly those around the latest rotation, where answers differ.
    private func ask() {
        let members = run.fleet.available
        guard !members.isEmpty, let token = pick() else { return }
        turn += 1
        let member = members[turn % members.count]
        let life = member.life
        let spellings = token.spellings
        let text = spellings[turn / members.count % spellings.count]
        let called = kq_now()
        run.fleet.judge(member, text, on: token.route) { [run] accepted in
            guard let accepted else { return }
            run.recorder.record(
                .outsideProbe(life, token.id, verdict: accepted ? .accepted : .refused, called: called))
        }
    }

    private func pick() -> KnownToken? {
        switch turn % 3 {
        case 0: return run.register.current ?? run.register.tokens.randomElement(using: &random)
        case 1: return run.register.previous ?? run.register.tokens.randomElement(using: &random)
        default: return run.register.tokens.randomElement(using: &random)
        }
    }
}
