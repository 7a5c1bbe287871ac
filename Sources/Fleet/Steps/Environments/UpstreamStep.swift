import Doubles
import History
import Scenario

extension UpstreamTrouble: PerformableStep {
    func prepare(in run: Run) async -> Prepared { pick.map { .members(run.select($0)) } ?? .nothing }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let replicas = replicas(prepared)
        let environments = target == .all ? nil : run.environments(in: target)
        guard replicas?.isEmpty != true, environments?.isEmpty != true else { return .failed }
        if let (kind, duration) = fault {
            let trouble = UpstreamTroubleInForce(
                kind: kind, replicas: replicas, environments: environments, keys: keys)
            return await run.perform(trouble, for: duration, step)
        }
        let dropped = keys == nil ? environments : environments ?? run.environments.present
        let scope = UpstreamScope(replicas: replicas, credentials: dropped?.sdkKeys(keys))
        return await run.dropUpstream(scope, step)
    }

    /// Nil: all of them, and those that join.
    private func replicas(_ prepared: Prepared) -> Set<UInt32>? {
        guard case .members(let members) = prepared else { return nil }
        return Set(members.map(\.id.number))
    }

    private var fault: (UpstreamFault.Kind, UInt64)? {
        switch kind {
        case .holdStarts(let duration): (.hold, duration)
        case .failStarts(let duration): (.fail, duration)
        case .refuseStarts(let duration): (.refuse, duration)
        case .dropConnections: nil
        }
    }
}

extension CloseEnvironment: PerformableStep {
    func prepare(in run: Run) async -> Prepared { run.draw(pick ?? .percent(100)) }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let environments = run.environments(in: target)
        guard !environments.isEmpty else { return .failed }
        return await run.forEach(drawn: prepared) { member in
            var isClosed = true
            for environment in environments {
                run.closedEnvironments.insert(ClosedEnvironment(life: member.life, id: environment.id))
                isClosed = await run.fleet.close(environment.token.id, by: member) && isClosed
            }
            return isClosed ? .ok : .failed
        }
    }
}
