import CPosix
import History
import ReplicaCore
import Scenario

extension EnvironmentStorm: PerformableStep {
    /// Every replica asks itself about what it was just told of, in each round, and the storm is no time for that.
    var lead: UInt64 { ProbeSchedule.hotTime + 500_000_000 }

    /// Draws every change and its keys, and tells these to all replicas: there is no time for that between two documents.
    func prepare(in run: Run) async -> Prepared {
        let environments = run.environments.present
        guard !environments.isEmpty else { return .documents([]) }
        let orders = (0..<documents).map { number in
            order(for: environments[number % environments.count], in: run)
        }
        await run.announce(orders)
        return .documents(orders)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .documents(let orders) = prepared, !orders.isEmpty else { return .failed }
        let begin = kq_now()
        var worst = Outcome.ok
        await run.atOnce(Array(orders.enumerated())) { place, order in
            await run.sleep(until: begin + UInt64(place) * 1_000_000_000 / UInt64(rate))
            guard !run.isInterrupted else { return }
            let outcome = await run.publish(order, step: step)
            if outcome != .ok { worst = outcome }
        }
        return run.isInterrupted ? .unknown : worst
    }

    /// One change, and beside it a rotation for when it finds nothing to work on.
    private func order(for environment: RunEnvironment, in run: Run) -> DocumentOrder {
        let hasMobileKey = environment.document.mobile.primary != nil
        let kinds: [EnvironmentKeyKind] = hasMobileKey ? [.sdk, .sdk, .mobile] : [.sdk]
        let kind = run.pickOne(kinds) ?? .sdk
        let rotation = RotateEnvironmentKey(kind: kind, grace: .lasting(grace))
        let part = run.part(run.pickOne(changes(kind)) ?? rotation, kind, of: environment)
        return DocumentOrder(
            environment: environment, parts: [part],
            otherwise: part.hasFreshKey ? [part.with(rotation)] : [run.part(rotation, kind, of: environment)])
    }

    /// Each as often as it stands here.
    private func changes(_ kind: EnvironmentKeyKind) -> [any KeyChange] {
        let rotation = RotateEnvironmentKey(kind: kind, grace: .lasting(grace))
        let ending = EndingAdditionalKeys(count: 1, after: grace)
        return [
            rotation, rotation, rotation, RotateEnvironmentKey(kind: kind),
            SetAdditionalKeys(kind: kind, active: 1, ending: ending), SetAdditionalKeys(kind: kind, active: 1),
            PromoteAdditional(kind: kind, grace: .lasting(grace)), RotateBack(kind: kind, grace: .lasting(grace)),
        ]
    }
}

extension DocumentOrder.Part {
    fileprivate var hasFreshKey: Bool {
        switch self {
        case .sdk(_, let keys): !keys.isEmpty
        case .mobile(_, let keys): !keys.isEmpty
        }
    }

    /// Another change with the same keys.
    fileprivate func with(_ change: any KeyChange) -> DocumentOrder.Part {
        switch self {
        case .sdk(_, let keys): .sdk(change, keys)
        case .mobile(_, let keys): .mobile(change, keys)
        }
    }
}
