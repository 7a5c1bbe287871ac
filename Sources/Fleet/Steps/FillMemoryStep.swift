import History
import Scenario

extension FillMemory: PerformableStep {
    /// Nothing is done by this version.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome { .failed }
}
