import History
import Scenario

extension ReplayDocument: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let able = run.environments(in: target).filter { target != .all || $0.records.count > back }
        return await run.forEach(able) { await run.replay(self, of: $0, step) }
    }
}

extension ConflictingDocument: PerformableStep {
    /// The new text has a key that the other one does not have.
    private var change: any KeyChange {
        wins ? RotateEnvironmentKey(kind: .sdk) : OneMoreKey()
    }

    func prepare(in run: Run) async -> Prepared {
        let orders = run.environments(in: target).map { environment in
            DocumentOrder(environment: environment, parts: [run.part(change, .sdk, of: environment)])
        }
        await run.announce(orders)
        return .documents(orders)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(document: prepared, of: target) { order in
            await run.contradict(order.environment, order.parts, wins: wins, step)
        }
    }
}
