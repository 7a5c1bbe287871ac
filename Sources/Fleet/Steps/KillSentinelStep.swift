import History
import Scenario

extension KillSentinel: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let victims = victims(in: run)
        guard !victims.isEmpty else { return .failed }
        for sentinel in victims {
            await sentinel.server.kill()
            run.recorder.record(.faultProved(step: step, proof: .processGone))
        }
        guard let restartAfter else { return .ok }
        await run.loop.sleep(nanoseconds: restartAfter)
        guard !run.isInterrupted else { return .ok }
        return run.outcome(ofWait: await restart(victims, in: run))
    }

    private func victims(in run: Run) -> [SentinelNode] {
        let living = run.redis.sentinels.filter { $0.server.state == .up }
        switch who {
        case .named(let name): return living.filter { $0.name == name }
        case .count(let count): return run.pick(count, of: living)
        }
    }

    private func restart(_ sentinels: [SentinelNode], in run: Run) async -> Bool {
        for sentinel in sentinels {
            do {
                try await sentinel.server.launch()
            } catch {
                run.progress.note("\(sentinel.name): \(error.detail)")
                return false
            }
        }
        guard await run.redis.changes.wait(atMost: Self.startLimit, until: { sentinels.allSatisfy(\.isUp) }) else {
            return false
        }
        for sentinel in sentinels { await sentinel.calmDown() }
        return true
    }

    private static var startLimit: UInt64 { 5_000_000_000 }
}
