import CPosix
import History
import RedisLink

/// Writes down when the coordinator itself was late: what it planned, sampled or took as h0 then means less.
final class LagWatch {
    private let loop: EventLoop
    private let recorder: Recorder
    private var timer: LoopTimer?
    private var planned: UInt64 = 0
    private static let every: UInt64 = 10_000_000
    /// specs/checking.md: a loop's lag counts over 20 ms.
    private static let tolerated: UInt64 = 20_000_000

    init(loop: EventLoop, recorder: Recorder) {
        self.loop = loop
        self.recorder = recorder
        timer = LoopTimer(on: loop) { [unowned self] in looked() }
        plan()
    }

    private func plan() {
        planned = loop.now + Self.every
        timer?.set(at: planned)
    }

    private func looked() {
        let now = loop.now
        if now > planned + Self.tolerated { recorder.record(.lagged(from: planned), at: now) }
        plan()
    }
}
