import History
import RedisLink
import Scenario

extension Failover: PerformableStep {
    /// Orders a failover while the old primary lives, and waits until enough Sentinels name the new one.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let old = run.redis.primary
        run.outage.begin(in: run)
        defer { run.outage.release(in: run) }
        guard await order(in: run) else { return run.outcome(ofWait: false) }
        let end = run.loop.now + run.failoverLimit
        while run.loop.now < end, !run.isInterrupted {
            let primary = run.redis.primary
            if primary.id != old.id, await sentinels(naming: primary, in: run) >= confirm {
                run.recorder.record(.faultProved(step: step, proof: .roleMoved))
                return .ok
            }
            await run.loop.sleep(nanoseconds: Self.pause)
        }
        return run.outcome(ofWait: false)
    }

    private static var pause: UInt64 { 10_000_000 }
    private static var orderLimit: UInt64 { 10_000_000_000 }

    /// A Sentinel may know no good replica yet (NOGOODSLAVE), or be busy with the last failover (INPROG): asked again
    /// within a bound (redis-behaviour.md).
    private func order(in run: Run) async -> Bool {
        let command = RedisCommand("SENTINEL", "FAILOVER", SentinelConfiguration.group)
        let end = run.loop.now + Self.orderLimit
        var refusal: RedisError?
        while run.loop.now < end, !run.isInterrupted {
            for sentinel in run.redis.sentinels where sentinel.isUp {
                do throws(RedisError) {
                    _ = try await sentinel.faults.call(command)
                    return true
                } catch { refusal = error }
            }
            await run.loop.sleep(nanoseconds: 10 * Self.pause)
        }
        if let refusal { run.progress.note("failover: \(refusal)") }
        return false
    }

    private func sentinels(naming primary: WatchedNode, in run: Run) async -> Int {
        var count = 0
        for sentinel in run.redis.sentinels where sentinel.isUp {
            if await sentinel.primaryPort() == run.redis.announcedPort(of: primary.id) { count += 1 }
        }
        return count
    }
}
