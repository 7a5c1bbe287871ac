import History
import Scenario
import Stores

/// Deletes or corrupts the slot as no operator of ours would; an interval in which unlogged writes are expected.
struct DamageSlotStep: PerformableStep {
    /// Nil: delete it.
    let corruption: SlotCorruption?

    /// For a connection to come back.
    private static let lookLimit: UInt64 = 1_000_000_000

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let operation = run.ledger.invoke(.damage, step: step, in: run.recorder)
        let node = run.redis.primary
        let outcome = await node.damage(corruption)
        run.ledger.end(operation, outcome, node: node.id, in: run.recorder)
        if await isProved(outcome, on: node, in: run) {
            run.recorder.record(.faultProved(step: step, proof: .slotChanged))
        }
        return outcome
    }

    /// Where no answer says it, the slot itself may.
    private func isProved(_ outcome: Outcome, on node: WatchedNode, in run: Run) async -> Bool {
        if outcome == .unknown { return await node.isSeenDamaged(atMost: Self.lookLimit, on: run.loop) }
        return outcome == .ok
    }
}
