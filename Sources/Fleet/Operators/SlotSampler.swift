import RedisLink

/// Looks at the slot and its log on every node each 10 ms and writes down what it sees (specs/versions.md section 4).
final class SlotSampler {
    static let every: UInt64 = 10_000_000
    private let loop: EventLoop
    private let samplers: [NodeSampler]
    private var timer: LoopTimer?

    init(run: Run) {
        loop = run.loop
        samplers = run.redis.nodes.map { NodeSampler(node: $0, run: run) }
    }

    func start() {
        timer = LoopTimer(on: loop) { [unowned self] in
            samplers.forEach { $0.look() }
            timer?.set(after: Self.every)
        }
        timer?.set(after: 0)
    }

    func stop() { timer?.cancel() }
}
