import History
import Scenario

extension SkewClock: PerformableStep {
    func prepare(in run: Run) async -> Prepared { run.draw(pick) }

    /// Proved by the replica's own `clockSkewed` record, which the checks look for.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(drawn: prepared) { member in
            member.peer?.send(.skew(offset: by, drift: Int32(drift)))
            run.recorder.record(.faultProved(step: step, proof: .clockChanged))
            return .ok
        }
    }
}
