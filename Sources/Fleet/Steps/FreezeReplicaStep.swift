import History
import Scenario

extension FreezeReplica: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(run.draw(pick)) { member in
            guard let hold = await run.fleet.freeze(member) else { return .failed }
            run.recorder.record(.faultProved(step: step, proof: .processStopped))
            await run.loop.sleep(nanoseconds: duration)
            await run.fleet.thaw(member, hold)
            return .ok
        }
    }
}
