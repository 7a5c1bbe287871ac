import History
import Scenario

extension Failover: PerformableStep {
    /// No Sentinel is started by this version.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome { .failed }
}
