import Credentials
import History
import ReplicaProcess
import Scenario
import Stores

/// What came of a write, whoever made it.
private struct KeyResult {
    var outcome: Outcome
    var revision: UInt64 = 0
    /// Unix milliseconds.
    var time: UInt64 = 0
    var node = NodeID.unknown
}

extension Run {
    /// Makes a key in the store, and writes down how that ended.
    func create(
        _ order: KeyOrder, confirm: Int = 0, by number: OperatorNumber = .first, step: StepNumber
    ) async -> Outcome {
        order.key.isWatched = step != .max
        let new = order.key.new
        let outcome = await perform(.createKey, order, step) { [self] in
            if let writer = order.writer { return KeyResult(await fleet.createKey(order.key.token.id, by: writer)) }
            return await operate(by: number, confirm: confirm, step: step, \.expiresAt) { writer, done in
                writer.keys.create(new, floor: writer.keyFloor, done)
            }
        }
        switch outcome {
        case .ok, .unconfirmed: order.key.state = .alive
        case .unknown: order.key.state = .unknown
        default: break
        }
        return outcome
    }

    /// Deactivates a key for ever.
    func deactivate(
        _ order: KeyOrder, confirm: Int = 0, by number: OperatorNumber = .first, step: StepNumber
    ) async -> Outcome {
        order.key.isWatched = true
        let id = order.key.new.id
        let outcome = await perform(.deactivateKey, order, step) { [self] in
            if let writer = order.writer {
                return KeyResult(await fleet.deactivateKey(order.key.token.id, by: writer))
            }
            return await operate(by: number, confirm: confirm, step: step, \.deactivatedAt) { writer, done in
                writer.keys.deactivate(id, first: nil, floor: writer.keyFloor, done)
            }
        }
        switch outcome {
        case .ok, .unconfirmed: order.key.state = .dead
        case .unknown: order.key.state = .unknown
        default: if order.key.state == .dying { order.key.state = .alive }
        }
        return outcome
    }

    private func perform(
        _ kind: OperationKind, _ order: KeyOrder, _ step: StepNumber, _ body: () async -> KeyResult
    ) async -> Outcome {
        let token = order.key.token
        let lifetime = kind == .createKey ? order.key.lifetime(from: wallNow) : 0
        let operation = ledger.invoke(
            kind, token.id, grace: lifetime, step: step, writer: order.writer?.life, in: recorder)
        let result = await body()
        if let revision = Epoch(result.revision) { managedKeys.acknowledged(revision) }
        ledger.end(
            operation, result.outcome, version: VersionStamp(epoch: result.revision, nonce: 0),
            fingerprint: token.fingerprint, graceEnd: result.time, node: result.node, in: recorder)
        return result.outcome
    }

    private func operate(
        by number: OperatorNumber, confirm: Int, step: StepNumber, _ time: (ManagedKeyRecord) -> WallTime?,
        _ body: (SlotOperator, @escaping ManagedKeyAnswer<ManagedKeyChange>) -> Void
    ) async -> KeyResult {
        let writer = self.operator(number)
        let connection = writer.link.reconnects
        let node = self.node(of: writer)
        let result = await withCheckedContinuation { continuation in
            body(writer) { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let change):
            writer.acknowledged(keys: change.record.revision)
            let outcome = await confirmed(.ok, confirm, by: number, step, writtenOn: connection)
            return KeyResult(
                outcome: outcome, revision: change.record.revision.number,
                time: time(change.record).map { UInt64(max(0, $0.milliseconds)) } ?? 0, node: node)
        case .failure(let error):
            progress.note("step \(step): \(error)")
            return KeyResult(outcome: error.outcome == .unknown ? .unknown : .failed, node: node)
        }
    }
}

extension KeyResult {
    /// No answer: it may have been done.
    fileprivate init(_ write: KeyWrite?) {
        self.init(outcome: write?.outcome ?? .unknown, revision: write?.revision ?? 0, time: write?.time ?? 0)
    }
}
