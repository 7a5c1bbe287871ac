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
        let change = SlotOrder(kind: .rotate, token: token, grace: grace, confirm: confirm, by: 1, step: step)
        let request = run.operator(change).rotation(to: token.secret, grace: grace)
        return await run.operate(change) { store, done in store.rotate(request, done) }
    }
}

struct RevokeAdminKeyStep: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let change = SlotOrder(kind: .revoke, token: nil, step: step)
        let request = run.operator(change).revocation()
        return await run.operate(change) { store, done in store.revoke(request, done) }
    }
}

struct EndGraceStep: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        let current = run.register.current
        let change = SlotOrder(kind: .endGrace, token: current, step: step)
        let identity = run.operator(change).identity()
        return await run.operate(change) { store, done in
            store.endGrace(identity, fingerprint: run.fingerprint(of: current?.secret), done)
        }
    }
}
