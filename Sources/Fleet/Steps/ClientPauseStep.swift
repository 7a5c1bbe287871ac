import History
import RedisLink
import Scenario

extension ClientPause: PerformableStep {
    /// CLIENT PAUSE … ALL: every connection stays open and no command is answered, ours neither, which proves it.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let node = run.node(node) else { return .failed }
        let order = RedisCommand("CLIENT", "PAUSE", "\(duration / 1_000_000)", "ALL")
        return await run.taking(node) {
            guard case .status? = try? await node.faults.call(order) else { return .failed }
            let silence = min(duration / 2, Self.silence)
            if (try? await node.faults.call(RedisCommand("PING"), deadline: silence)) == nil {
                run.recorder.record(.faultProved(step: step, proof: .writesPaused))
            }
            await run.loop.sleep(nanoseconds: duration - silence)
            return .ok
        }
    }

    /// A server that answers does so within this time.
    private static var silence: UInt64 { 100_000_000 }
}
