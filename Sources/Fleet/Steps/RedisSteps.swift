import History
import Scenario

extension StopRedis: PerformableStep {
    /// Shuts the server down in order; with `data: lose` it will start empty.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let server = run.redis.first.server, server.state == .up else { return .failed }
        run.redisHolds.begin(in: run)
        run.redis.first.shutDown(saving: data == .keep)
        await server.awaitShutdown(run.fleet.changes)
        run.recorder.record(.faultProved(step: step, proof: .processGone))
        guard data == .lose else { return .ok }
        return run.loseData(of: server, step)
    }
}

struct StartRedisStep: PerformableStep {
    let node: RedisNode

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.startRedisAgain() ? .ok : .failed
    }
}

extension KillRedis: PerformableStep {
    /// SIGKILL: without an append-only file everything since the last snapshot is gone.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let server = run.redis.first.server, server.state != .down else { return .failed }
        run.redisHolds.begin(in: run)
        await server.kill()
        run.recorder.record(.faultProved(step: step, proof: .processGone))
        if run.plan.redis.persistence != .aof, run.loseData(of: server, step) == .failed { return .failed }
        guard let restartAfter else { return .ok }
        await run.loop.sleep(nanoseconds: restartAfter)
        return await run.startRedisAgain() ? .ok : .failed
    }
}

extension FreezeRedis: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let server = run.redis.first.server, server.state == .up else { return .failed }
        run.redisHolds.begin(in: run)
        await server.freeze()
        run.recorder.record(.faultProved(step: step, proof: .processStopped))
        await run.loop.sleep(nanoseconds: duration)
        await server.thaw()
        return await run.awaitRedis() ? .ok : .failed
    }
}

extension Run {
    /// Takes away what a stopped server would load, and says so in the history.
    fileprivate func loseData(of server: EmbeddedServer, _ step: StepNumber) -> Outcome {
        let operation = ledger.invoke(.dataLoss, step: step, in: recorder)
        do {
            try server.loseData()
        } catch {
            ledger.end(operation, .failed, in: recorder)
            return .failed
        }
        ledger.end(operation, .ok, in: recorder)
        recorder.record(.faultProved(step: step, proof: .dataGone))
        return .ok
    }

    /// Starts a stopped server on its old port; returns when it answers and every hold of the outage has ended.
    fileprivate func startRedisAgain() async -> Bool {
        guard let server = redis.first.server, server.state == .down else { return false }
        do {
            try await server.launch()
        } catch {
            progress.note("redis-server: \(error.detail)")
            return false
        }
        return await awaitRedis()
    }

    /// Waits until the server answers; only then the replicas' hold is over.
    fileprivate func awaitRedis() async -> Bool {
        let isUp = await redis.changes.wait(atMost: Self.redisStartLimit) { [self] in
            redis.isUp && operators.allSatisfy { $0.link.state.isReady }
        }
        if isUp { redisHolds.end(in: self) }
        return isUp
    }

    private static var redisStartLimit: UInt64 { 5_000_000_000 }
}
