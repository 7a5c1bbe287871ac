import History
import Scenario

/// Kills replicas with SIGKILL and, if asked, restarts them.
struct KillReplicaStep: PerformableStep {
    let how: EndReplica

    func prepare(in run: Run) async -> Prepared { run.draw(how.pick) }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(drawn: prepared) { member in
            await run.fleet.kill(member)
            run.recorder.record(.faultProved(step: step, proof: .processGone))
            return await run.restart(member, how)
        }
    }
}

/// Asks replicas to end well and, if asked, restarts them.
struct StopReplicaStep: PerformableStep {
    let how: EndReplica

    func prepare(in run: Run) async -> Prepared { run.draw(how.pick) }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(drawn: prepared) { member in
            let endedWell = await run.fleet.stop(member)
            run.recorder.record(.faultProved(step: step, proof: .processGone))
            let restarted = await run.restart(member, how)
            return endedWell ? restarted : .failed
        }
    }
}

extension Run {
    /// Starts the next incarnation after the asked time; returns when it is ready.
    fileprivate func restart(_ member: Member, _ how: EndReplica) async -> Outcome {
        guard let after = how.restartAfter else { return .ok }
        await loop.sleep(nanoseconds: after)
        guard !isInterrupted else { return .ok }
        return await bringUp(member, key: how.adminKey == .first ? .first : .current) ? .ok : .failed
    }
}
