import History
import Scenario

extension StopRedis: PerformableStep {
    /// Shuts the server down in order; with `data: lose` it will start empty.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.node(node), let server = node.server, server.state == .up else { return .failed }
        return await run.taking(node) {
            node.shutDown(saving: data == .keep)
            await server.awaitShutdown(run.fleet.changes)
            run.recorder.record(.faultProved(step: step, proof: .processGone))
            return data == .lose ? run.loseData(of: node, step) : .ok
        }
    }
}

struct StartRedisStep: PerformableStep {
    let node: RedisNode

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.stoppedNode(node) else { return .failed }
        return run.outcome(ofWait: await run.startAgain(node))
    }
}

extension KillRedis: PerformableStep {
    /// SIGKILL: without persistence everything is gone, with snapshots what was written since the last one.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.node(node), let server = node.server, server.state != .down else { return .failed }
        let outcome = await run.taking(node) {
            await server.kill()
            run.recorder.record(.faultProved(step: step, proof: .processGone))
            return run.persist(node, step)
        }
        guard let restartAfter, outcome == .ok else { return outcome }
        await run.loop.sleep(nanoseconds: restartAfter)
        guard !run.isInterrupted else { return .ok }
        return run.outcome(ofWait: await run.startAgain(node))
    }
}

extension FreezeRedis: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.node(node), let server = node.server, server.state == .up else { return .failed }
        var frozen: ChildProcess?
        _ = await run.taking(node) {
            frozen = await server.freeze()
            if frozen != nil { run.recorder.record(.faultProved(step: step, proof: .processStopped)) }
            return .ok
        }
        guard let frozen else { return .failed }
        await run.loop.sleep(nanoseconds: duration)
        guard await server.thaw(frozen) else { return .failed }
        return run.outcome(ofWait: await run.outage.awaitEnd(atMost: run.failoverLimit, in: run))
    }
}

extension Run {
    private static var startLimit: UInt64 { 5_000_000_000 }

    /// Does something that takes a server away. When it is the primary, every replica is held until there is one again.
    func taking(_ node: WatchedNode, _ body: () async -> Outcome) async -> Outcome {
        guard node.id == redis.primary.id else { return await body() }
        outage.begin(in: self)
        defer { outage.release(in: self) }
        return await body()
    }

    /// What a kill leaves of the data.
    fileprivate func persist(_ node: WatchedNode, _ step: StepNumber) -> Outcome {
        switch plan.redis.persistence {
        case .none: return loseData(of: node, step)
        case .rdb: mayHaveLostData(step)
        case .aof: break  // each write was on the disk before its answer
        }
        return .ok
    }

    /// What came after the last snapshot is gone, and nobody knows what that was: the slot itself will show.
    private func mayHaveLostData(_ step: StepNumber) {
        guard redis.nodes.count == 1 else { return }
        let operation = ledger.invoke(.dataLoss, step: step, in: recorder)
        ledger.end(operation, .unknown, in: recorder)
    }

    /// Takes away what a stopped server would load, and says so in the history where no other server has it.
    fileprivate func loseData(of node: WatchedNode, _ step: StepNumber) -> Outcome {
        let operation = redis.nodes.count == 1 ? ledger.invoke(.dataLoss, step: step, in: recorder) : nil
        var outcome = Outcome.ok
        do { try node.server?.loseData() } catch { outcome = .failed }
        if let operation { ledger.end(operation, outcome, in: recorder) }
        if outcome == .ok { recorder.record(.faultProved(step: step, proof: .dataGone)) }
        return outcome
    }

    /// The server that a start means: the named one, or, where only a role is named, the first that is down.
    fileprivate func stoppedNode(_ which: RedisNode) -> WatchedNode? {
        let stopped = redis.nodes.filter { $0.server?.state == .down }
        if case .named = which { return stopped.first { $0.id == node(which)?.id } }
        return stopped.first
    }

    /// Starts a stopped server on its old port; returns when it answers, and when a whole outage has ended.
    fileprivate func startAgain(_ node: WatchedNode) async -> Bool {
        guard let server = node.server, server.state == .down else { return false }
        do {
            try await server.launch()
        } catch {
            progress.note("\(server.name): \(error.detail)")
            return false
        }
        guard await redis.changes.wait(atMost: Self.startLimit, until: { node.isUp }) else { return false }
        return await outage.awaitEnd(atMost: failoverLimit, in: self)
    }
}
