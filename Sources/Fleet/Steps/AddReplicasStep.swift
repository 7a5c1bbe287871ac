import History
import Scenario

/// Late joiners: new replicas, configured like the first ones.
struct AddReplicasStep: PerformableStep {
    let count: Int

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(run.newMembers(count)) { await run.bringUp($0, key: .first) ? .ok : .failed }
    }
}
