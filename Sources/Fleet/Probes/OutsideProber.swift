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
    private let every: UInt64
    private var turn = 0
    private var random = SystemRandomNumberGenerator()
    private static let prefixes = ["", "Bearer ", "sk-", "Bearer sk-"].map { Array($0.utf8) }
    /// However large the fleet is.
    static let mostPerSecond = 500.0

    init(run: Run) {
        self.run = run
        every = UInt64(1_000_000_000 / max(1, run.probing.outsideProbesPerSecond))
    }

    func start() {
        let timer = LoopTimer(on: run.loop) { [unowned self] in
            ask()
            self.timer?.set(after: every)
        }
        self.timer = timer
        timer.set(after: every)
    }

    func stop() { timer?.cancel() }

    /// Replicas in turn; of the credentials mostly those around the latest rotation, where answers differ.
    private func ask() {
        let members = run.fleet.available
        guard !members.isEmpty, let token = pick() else { return }
        turn += 1
        let member = members[turn % members.count]
        let life = member.life
        let prefix = Self.prefixes[turn / members.count % Self.prefixes.count]
        let text = token.secret.withBytes { Secret(bytes: prefix + $0) }
        let called = kq_now()
        run.fleet.judge(member, text) { [run] accepted in
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
