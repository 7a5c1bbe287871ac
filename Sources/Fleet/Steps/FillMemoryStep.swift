import History
import RedisLink
import Scenario

extension FillMemory: PerformableStep {
    /// Leaves the server no memory for writes: with `noeviction` it refuses them with OOM and answers reads. A write of our
    /// own that is refused proves it.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.node(node), await node.setMemoryLimit(1) else { return .failed }
        let outcome = await refusesWrites(node, in: run) ? Outcome.ok : .failed
        if outcome == .ok { run.recorder.record(.faultProved(step: step, proof: .writesRefused)) }
        await run.loop.sleep(nanoseconds: duration)
        return await node.setMemoryLimit(0) ? outcome : .failed
    }

    private func refusesWrites(_ node: WatchedNode, in run: Run) async -> Bool {
        do throws(RedisError) {
            _ = try await node.faults.call(RedisCommand("SET", "\(run.names.prefix):memory", "full"))
            return false
        } catch { return error.serverError?.kind == .outOfMemory }
    }
}

extension WatchedNode {
    /// Bytes; 0 for none.
    fileprivate func setMemoryLimit(_ bytes: Int) async -> Bool {
        let order = RedisCommand("CONFIG", "SET", "maxmemory", "\(bytes)")
        return (try? await faults.call(order)) != nil  // the step fails, and says so
    }
}
