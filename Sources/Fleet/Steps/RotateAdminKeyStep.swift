import Credentials
import History
import ReplicaProcess
import Scenario
import Stores

extension RotateAdminKey: PerformableStep {
    /// Draws or finds the key, and tells it to every replica before anybody rotates to it.
    func prepare(in run: Run) async -> Prepared {
        guard let token = newKey(in: run) else { return .token(nil) }
        await run.fleet.know([token])
        return .token(token)
    }

    private func newKey(in run: Run) -> KnownToken? {
        guard target == .fresh else { return run.register.previous }
        var source = SystemRandomNumberGenerator()
        return run.register.name(.generatedAdminKey(using: &source), .fresh, in: run.recorder)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .token(let token?) = prepared else { return .failed }
        let order = SlotOrder(kind: .rotate, token: token, grace: grace, confirm: confirm, by: by, step: step)
        let request = run.operator(by).rotation(to: token.secret, grace: grace)
        return await run.operate(order) { store, done in store.rotate(request, done) }
    }
}

extension RevokeAdminKey: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let order = SlotOrder(kind: .revoke, confirm: confirm, by: by, step: step)
        let request = run.operator(by).revocation()
        return await run.operate(order) { store, done in store.revoke(request, done) }
    }
}

extension EndGrace: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let current = run.register.current
        let order = SlotOrder(kind: .endGrace, token: current, confirm: confirm, by: by, step: step)
        let identity = run.operator(by).identity()
        return await run.operate(order) { store, done in
            store.endGrace(identity, fingerprint: run.fingerprint(of: current?.secret), done)
        }
    }
}
