import History
import Scenario

struct ClientKillStep: PerformableStep {
    let node: RedisNode

    /// Nothing is done by this version.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome { .failed }
}
