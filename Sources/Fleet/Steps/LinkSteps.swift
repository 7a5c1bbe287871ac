import History
import Scenario

extension Partition: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.perform(
            LinkFault(
                ends: between, kind: kind == .cut ? .cut : .blackhole, towards: LinkFault.Side(direction),
                duration: duration, separates: true, proof: kind == .cut ? .connectionsClosed : .bytesStopped), step)
    }
}

extension DelayLink: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.perform(
            LinkFault(
                ends: between, kind: .delay(by: by, jitter: jitter, seed: run.plan.seed ^ UInt64(step)), towards: nil,
                duration: duration, separates: false, proof: .linkSlowed), step)
    }
}

extension ThrottleLink: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.perform(
            LinkFault(
                ends: between, kind: .throttle(bytesPerSecond: bytesPerSecond), towards: nil, duration: duration,
                separates: false, proof: .linkSlowed), step)
    }
}

extension LinkFault.Side {
    fileprivate init?(_ direction: Partition.Direction) {
        switch direction {
        case .both: return nil
        case .toFirst: self = .first
        case .toSecond: self = .second
        }
    }
}
