import History
import Scenario

/// A step that makes of the keys of one kind what a ``KeyChange`` says, in one environment or in all.
struct DocumentStep: PerformableStep {
    let change: any KeyChange
    let kind: EnvironmentKeyKind
    let target: EnvironmentTarget
    let writing: DocumentWriting

    init(_ change: any KeyChange, _ kind: EnvironmentKeyKind, _ target: EnvironmentTarget, _ writing: DocumentWriting) {
        self.change = change
        self.kind = kind
        self.target = target
        self.writing = writing
    }

    /// Draws the keys, and tells them to every replica before any document has them.
    func prepare(in run: Run) async -> Prepared {
        let orders = run.environments(in: target).map { environment in
            DocumentOrder(environment: environment, parts: [run.part(change, kind, of: environment)])
        }
        await run.announce(orders)
        return .documents(orders)
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(document: prepared, of: target) { await run.publish($0, writing, step: step) }
    }
}

extension Run {
    /// Carries out each order side by side. The worst outcome counts; of all environments those do of which the step
    /// can be said, and that must be one at least.
    func forEach(
        document prepared: Prepared, of target: EnvironmentTarget, _ body: @escaping (DocumentOrder) async -> Outcome
    ) async -> Outcome {
        guard case .documents(let orders) = prepared, !orders.isEmpty else { return .failed }
        let sensible = target == .all ? orders.filter { $0.document(at: wallNow) != nil } : orders
        guard !sensible.isEmpty else { return .failed }
        var worst = Outcome.ok
        await atOnce(sensible) { order in
            let outcome = await body(order)
            if outcome != .ok { worst = outcome }
        }
        return worst
    }
}
