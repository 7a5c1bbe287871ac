import History
import Scenario

extension KillLeaseHolder: PerformableStep {
    /// Laid before the barrier: what is released with it makes the fleet register.
    func prepare(in run: Run) async -> Prepared {
        guard let registrations = run.registrations, let upstream = registrations.upstreams(upstream).first else {
            return .ambush(nil)
        }
        let ambush = LeaseAmbush(at: stage, of: upstream, registrations, in: run)
        return .ambush(await ambush.lay() ? ambush : nil)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .ambush(let ambush?) = prepared else { return .failed }
        let caught = await ambush.holder(atMost: within)
        if let caught { await run.fleet.kill(caught.member) }
        await ambush.clear()
        guard let caught else { return run.outcome(ofWait: false) }
        // It is dead: this only ends the hold.
        if let hold = caught.hold { _ = await run.fleet.thaw(caught.member, hold) }
        run.recorder.record(.faultProved(step: step, proof: .processGone))
        return await restart(caught.member, in: run)
    }

    private func restart(_ member: Member, in run: Run) async -> Outcome {
        defer { member.isDrawn = false }
        guard let restartAfter else { return .ok }
        await run.loop.sleep(nanoseconds: restartAfter)
        guard !run.isInterrupted, member.state == .gone else { return .ok }  // a cold start has brought it back
        return await run.bringUp(member, key: .first) ? .ok : .failed
    }
}
