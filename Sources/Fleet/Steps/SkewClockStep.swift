import History
import Scenario

extension SkewClock: PerformableStep {
    func prepare(in run: Run) async -> Prepared { run.draw(pick) }

    /// Proved by the replica's own word, which follows its record of the change.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(drawn: prepared) { member in
            guard await run.fleet.skew(member, by: by, drift: Int32(drift)) else { return .failed }
            run.recorder.record(.faultProved(step: step, proof: .clockChanged))
            return .ok
        }
    }
}
