import History
import Scenario
import Stores

/// Deletes or corrupts the slot as no operator of ours would; an interval in which unlogged writes are expected.
struct DamageSlotStep: PerformableStep {
    /// Nil: delete it.
    let corruption: SlotCorruption?

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let operation = run.ledger.invoke(.damage, step: step, in: run.recorder)
        let isDone = await run.redis.primary.damage(corruption)
        let outcome = isDone ? Outcome.ok : .failed
        run.ledger.end(operation, outcome, in: run.recorder)
        if isDone { run.recorder.record(.faultProved(step: step, proof: .slotChanged)) }
        return outcome
    }
}
