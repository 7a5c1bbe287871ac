import History
import Scenario

extension ThrottleLink: PerformableStep {
    /// No proxy is started by this version.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome { .failed }
}
