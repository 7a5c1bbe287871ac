import Credentials
import History
import Scenario

extension CreateKey: PerformableStep {
    /// Draws the keys, and tells them to every replica before anybody makes them.
    func prepare(in run: Run) async -> Prepared {
        let writers = writers.map(run.takeMembers)
        let end = expiresIn.map { WallTime(nanoseconds: run.wallNow.nanoseconds + Int64(clamping: $0)) }
        let orders = (writers.map { $0.map(Optional.some) } ?? [nil]).flatMap { writer in
            (0..<count).compactMap { _ in run.newKey(.fresh, expiresAt: end) }.map { KeyOrder(key: $0, writer: writer) }
        }
        await run.fleet.know(orders.map(\.key.token))
        return .keys(orders)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(key: prepared) { await run.create($0, confirm: confirm, by: by, step: step) }
    }
}

/// Makes keys that end within a time that is known beforehand.
struct ExpireKeysStep: PerformableStep {
    let keys: ExpiringKeys

    func prepare(in run: Run) async -> Prepared {
        let orders = run.newKeys(keys, .fresh).map { KeyOrder(key: $0, writer: nil) }
        await run.fleet.know(orders.map(\.key.token))
        return .keys(orders)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(key: prepared) { await run.create($0, step: step) }
    }
}

extension FloodKeys: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let made = await run.makeUnprobed(count, over: over)
        if made < count { run.progress.note("step \(step): \(made) of \(count) keys were made") }
        return run.outcome(ofWait: made == count)
    }
}
