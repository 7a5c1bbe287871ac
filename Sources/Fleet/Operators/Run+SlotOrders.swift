import Credentials
import History
import ReplicaProcess
import Scenario
import Stores

/// One change of the slot that an operator is told to make.
struct SlotOrder {
    var kind: OperationKind
    /// The new key of a rotation.
    var token: KnownToken?
    /// Nanoseconds.
    var grace: UInt64 = 0
    /// How many Redis replicas must have acknowledged it.
    var confirm = 0
    var by = OperatorNumber.first
    var step: StepNumber
}

extension Run {
    func `operator`(_ number: OperatorNumber) -> SlotOperator { operators[number.rawValue - 1] }

    /// Has an operator make the change, writes down how it ended, and remembers what the fleet is to reach.
    func operate(
        _ order: SlotOrder, _ body: (any AdminKeySlotStore, @escaping SlotAnswer<SlotChange>) -> Void
    ) async -> Outcome {
        let operation = ledger.invoke(
            order.kind, order.token?.id ?? .unnamed, grace: order.grace, step: order.step, in: recorder)
        let writer = self.operator(order.by)
        let connection = writer.link.reconnects
        let node = self.node(of: writer)
        let result = await withCheckedContinuation { continuation in
            body(writer.store) { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let change):
            let outcome = await confirmed(
                Outcome(change), order.confirm, by: order.by, order.step, writtenOn: connection)
            return ended(operation, order, change, outcome, on: node)
        case .failure(let error):
            let outcome = error.outcome == .unknown ? Outcome.unknown : .failed
            ledger.end(operation, outcome, node: node, in: recorder)
            progress.note("step \(order.step): \(error)")
            return outcome
        }
    }

    /// A change with too few acknowledgements is unconfirmed: it stands on the primary, and a failover may lose it.
    func confirmed(
        _ outcome: Outcome, _ confirm: Int, by number: OperatorNumber, _ step: StepNumber, writtenOn connection: Int
    ) async -> Outcome {
        guard outcome == .ok, confirm > 0 else { return outcome }
        let count = await self.operator(number).acknowledgements(atLeast: confirm, writtenOn: connection)
        if count >= confirm { return .ok }
        progress.note("step \(step): \(count) of \(confirm) Redis replicas acknowledged")
        return .unconfirmed
    }

    private func ended(
        _ operation: UInt32, _ order: SlotOrder, _ change: SlotChange, _ outcome: Outcome, on node: NodeID
    ) -> Outcome {
        let fingerprint = order.token?.fingerprint ?? .none
        ledger.end(
            operation, outcome, version: VersionStamp(change.version), fingerprint: fingerprint,
            graceEnd: change.graceEnd.map { UInt64($0.milliseconds) } ?? 0, node: node, in: recorder)
        guard outcome == .ok || outcome == .unconfirmed else { return outcome }
        if !change.dropped.isEmpty { progress.note("\(change.dropped.count) outgoing keys had to leave a full list") }
        let version = plan.fleet.slot == .fenced ? change.version : nil
        let writer = self.operator(order.by)
        writer.acknowledged(version)
        if writer.cutOffs > 0, let version {
            writer.lonelyChange = LonelyChange(version: version, fingerprint: fingerprint, step: order.step)
        }
        if outcome == .ok { newest.acknowledged(version, fingerprint) }
        if order.kind != .endGrace { register.rotated(to: order.token, grace: order.grace) }
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
