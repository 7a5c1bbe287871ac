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
        guard case .token(let token?) = prepared, run.canPerform(by: by, confirm: confirm) else { return .failed }
        let request = run.operators.rotation(to: token.secret, grace: grace)
        return await run.operate(.rotate, token, grace: grace, step) { store, done in store.rotate(request, done) }
    }
}

extension RevokeAdminKey: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard run.canPerform(by: by, confirm: confirm) else { return .failed }
        let request = run.operators.revocation()
        return await run.operate(.revoke, nil, step) { store, done in store.revoke(request, done) }
    }
}

extension EndGrace: PerformableStep {
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard run.canPerform(by: by, confirm: confirm) else { return .failed }
        let identity = run.operators.identity()
        let current = run.operators.fingerprint(of: run.register.current?.secret)
        return await run.operate(.endGrace, run.register.current, step) { store, done in
            store.endGrace(identity, fingerprint: current, done)
        }
    }
}

extension Run {
    /// This version has one operator, which waits for no Redis replica.
    fileprivate func canPerform(by operator: OperatorNumber, confirm: Int) -> Bool {
        `operator` == .first && confirm == 0
    }

    /// Invokes one operation on the slot, writes down how it ended, and remembers what the fleet is to reach.
    func operate(
        _ kind: OperationKind, _ token: KnownToken?, grace: UInt64 = 0, _ step: StepNumber,
        _ body: (any AdminKeySlotStore, @escaping SlotAnswer<SlotChange>) -> Void
    ) async -> Outcome {
        let operation = ledger.invoke(kind, token?.id ?? .unnamed, grace: grace, step: step, in: recorder)
        let result = await withCheckedContinuation { continuation in
            body(operators.store) { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let change): return ended(operation, kind, token, change)
        case .failure(let error):
            let outcome = error.outcome == .unknown ? Outcome.unknown : .failed
            ledger.end(operation, outcome, in: recorder)
            progress.note("step \(step): \(error)")
            return outcome
        }
    }

    private func ended(
        _ operation: UInt32, _ kind: OperationKind, _ token: KnownToken?, _ change: SlotChange
    ) -> Outcome {
        let outcome = Outcome(change)
        let graceEnd = change.graceEnd.map { UInt64($0.milliseconds) } ?? 0
        ledger.end(
            operation, outcome, version: VersionStamp(change.version), fingerprint: token?.fingerprint ?? .none,
            graceEnd: graceEnd, in: recorder)
        guard outcome == .ok else { return outcome }
        if !change.dropped.isEmpty { progress.note("\(change.dropped.count) outgoing keys had to leave a full list") }
        operators.acknowledged(plan.fleet.slot == .fenced ? change.version : nil, token?.fingerprint ?? .none)
        if kind != .endGrace { register.rotated(to: token) }
        return outcome
    }
}

extension Outcome {
    init(_ change: SlotChange) {
        switch change.effect {
        case .wrote, .alreadyDone: self = .ok
        case .superseded: self = .superseded
        case .left, .conflict: self = .failed
        }
    }
}
