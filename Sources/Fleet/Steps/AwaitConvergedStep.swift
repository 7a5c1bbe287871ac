import History
import Scenario

extension AwaitConverged: PerformableStep {
    /// Waits until every replica that is alive and not held applied the newest change; a miss is a violation. One that
    /// was interrupted before its end says nothing.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let end = run.loop.now + within
        func look() -> [Member] {
            switch MetricKind(rawValue: kind) {
            case .managedKey: run.unconvergedOnKeys
            case .registration: run.unconvergedOnRegistrations
            default: run.unconverged
            }
        }
        if isOnEnvironments {
            return ended(step, missing: await run.unconvergedOnEnvironments(until: end), by: end, in: run)
        }
        var missing = look()
        while !missing.isEmpty, run.loop.now < end, !run.isInterrupted {
            await run.loop.sleep(nanoseconds: 1_000_000)
            missing = look()
        }
        return ended(step, missing: missing, by: end, in: run)
    }

    private func ended(_ step: StepNumber, missing: [Member], by end: UInt64, in run: Run) -> Outcome {
        if run.isInterrupted, !missing.isEmpty, run.loop.now < end { return .unknown }
        run.recorder.record(
            .awaitEnded(
                step: step, met: missing.isEmpty, missing: UInt32(missing.count), firstMissing: missing.first?.id))
        return missing.isEmpty ? .ok : .failed
    }
}
