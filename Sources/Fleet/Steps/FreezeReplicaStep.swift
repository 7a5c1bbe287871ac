import History
import Scenario

extension FreezeReplica: PerformableStep {
    func prepare(in run: Run) async -> Prepared { run.draw(pick) }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(drawn: prepared) { member in
            guard let hold = await run.fleet.freeze(member) else { return .failed }
            run.recorder.record(.faultProved(step: step, proof: .processStopped))
            await run.loop.sleep(nanoseconds: duration)
            return await run.fleet.thaw(member, hold) ? .ok : .failed
        }
    }
}
