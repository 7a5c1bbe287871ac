import History
import Scenario

extension AddEnvironment: PerformableStep {
    func prepare(in run: Run) async -> Prepared {
        guard
            let order = run.arrival(of: environment, .fresh, predecessor: predecessor, ending: ending)
        else { return .documents([]) }
        await run.announce([order])
        return .documents([order])
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(document: prepared, of: .named(environment.name)) {
            await run.publish($0, writing, step: step)
        }
    }
}

extension RemoveEnvironment: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(run.environments(in: target)) { await run.delete($0, writing, step: step) }
    }
}

extension Run {
    /// Does something to each environment side by side; the worst outcome counts, and of none it is a failure.
    func forEach(
        _ environments: [RunEnvironment], _ body: @escaping (RunEnvironment) async -> Outcome
    ) async -> Outcome {
        guard !environments.isEmpty else { return .failed }
        var worst = Outcome.ok
        await atOnce(environments) { environment in
            let outcome = await body(environment)
            if outcome != .ok { worst = outcome }
        }
        return worst
    }
}
