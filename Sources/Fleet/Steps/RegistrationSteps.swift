import CPosix
import Doubles
import History
import ReplicaProcess
import Scenario

extension ExpireRegistrations: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let registrations = run.registrations else { return .failed }
        do throws(AuthorizationError) {
            guard try await registrations.server.client.endSecrets(tenant: upstream) > 0 else { return .failed }
        } catch {
            run.progress.note("step \(step): \(error)")
            return .failed
        }
        run.recorder.record(.faultProved(step: step, proof: .secretsEnded))
        return .ok
    }
}

extension DeleteRegistration: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let registrations = run.registrations else { return .failed }
        let upstreams = registrations.upstreams(upstream)
        let deleted = await run.redis.primary.deleteRows(of: upstreams, registrations)
        guard let deleted, deleted == upstreams.count else { return .failed }
        run.recorder.record(.faultProved(step: step, proof: .rowGone))
        return .ok
    }
}

extension UseRegistrations: PerformableStep {
    func prepare(in run: Run) async -> Prepared { run.draw(pick) }

    /// As many as ask at once: a fleet that all asked in the same instant would starve itself.
    private static let atOnce = 16

    /// What the server says to it is written down, for a check to judge: only who does not answer has failed.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard let upstreams = run.registrations?.upstreams(upstream) else { return .failed }
        return await run.forEach(drawn: prepared, atOnce: Self.atOnce) { member in
            let life = member.life
            for upstream in upstreams where member.life == life {
                let called = kq_now()
                let use = await run.fleet.useRegistration(upstream.id, by: member)
                run.recorder.record(.registration(.shown(upstream.id, life, ShownResult(use), called: called)))
                guard use == nil else { continue }
                return member.life == life && member.state == .ready ? .failed : .ok
            }
            return .ok
        }
    }
}

extension ShownResult {
    /// Nil: the replica did not say.
    init(_ use: RegistrationUse?) {
        switch use {
        case .accepted: self = .accepted
        case .refused: self = .refused
        case .failed: self = .failed
        case .unanswered: self = .unanswered
        case .nothing: self = .nothing
        case nil: self = .gone
        }
    }
}
