import History
import Scenario

extension SkewClock: PerformableStep {
    /// Proved by the replica's own `clockSkewed` record, which the checks look for.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        for member in run.draw(pick) { member.peer?.send(.skew(offset: by, drift: Int32(drift))) }
        run.recorder.record(.faultProved(step: step, proof: .clockChanged))
        return .ok
    }
}
