import CPosix
import Credentials
import Doubles
import History
import ReplicaProcess
import Scenario
import Stores

/// What came of a write of a document.
private struct DocumentResult {
    var outcome: Outcome
    var version: Version?
    var record: EnvironmentRecord?
    var node = NodeID.unknown
    var reason = ""
}

extension Run {
    /// Has every replica told of the keys in these orders, and of new environments.
    func announce(_ orders: [DocumentOrder]) async {
        await fleet.know(
            orders.flatMap { order in
                let id = order.environment.state == .planned ? [order.environment.token] : []
                return id + order.freshKeys.compactMap { order.environment.token(of: $0) }
            })
    }

    /// Makes of one document what is ordered, and writes down how that ended. Failed when there was nothing to do it with.
    func publish(_ order: DocumentOrder, _ writing: DocumentWriting = .init(), step: StepNumber) async -> Outcome {
        let environment = order.environment
        let now = now
        guard let document = order.document(at: now.wall) else { return .failed }
        let before = (environment.document, environment.rotator)
        environment.state(document, at: now.wall)
        // Upstream answers in the order in which it is asked: so documents are written in the order of their making.
        await teach(environment.upstreamKeys(at: now, slack: plan.upstreamSlack), of: environment)
        let result = await write(.publishDocument, document.statements, environment, writing, step) {
            store, floor, done in
            store.publish(document, floor: floor, done)
        }
        switch result.outcome {
        case .ok, .unconfirmed, .unknown: environment.state = .present
        default:
            environment.takeBack(document, for: before)
            await extendTroubles(of: environment, to: [])
        }
        return result.outcome
    }

    /// Deletes an environment.
    func delete(_ environment: RunEnvironment, _ writing: DocumentWriting, step: StepNumber) async -> Outcome {
        environment.state = .removed
        await teach(
            environment.upstreamKeys(at: now, slack: plan.upstreamSlack, isRemoved: true), of: environment)
        let result = await write(.deleteDocument, [], environment, writing, step) { store, floor, done in
            store.delete(environment.id, floor: floor, done)
        }
        if result.outcome == .failed { environment.state = .present }
        return result.outcome
    }

    /// Has upstream know keys before anybody can connect with them.
    func teach(_ keys: [UpstreamKey], of environment: RunEnvironment) async {
        guard let upstream else { return }
        await extendTroubles(of: environment, to: Set(keys.map(\.number)))
        do throws(UpstreamDoubleError) {
            try await upstream.client.learn(keys)
        } catch {
            progress.note("\(error)")
        }
    }

    /// Writes down what a document says, and then that it is being written.
    func invoke(
        _ kind: OperationKind, _ statements: [Statement], of environment: RunEnvironment, step: StepNumber
    ) -> UInt32 {
        for each in statements {
            recorder.record(
                .environment(
                    .stated(
                        operation: ledger.next, environment.number(of: each.credential), each.role, end: each.end)))
        }
        return ledger.invoke(kind, environment.token.id, step: step, in: recorder)
    }

    private func write(
        _ kind: OperationKind, _ statements: [Statement], _ environment: RunEnvironment, _ writing: DocumentWriting,
        _ step: StepNumber,
        _ body: (any EnvironmentStore, Epoch, @escaping EnvironmentAnswer<EnvironmentChange>) -> Void
    ) async -> DocumentResult {
        let operation = invoke(kind, statements, of: environment, step: step)
        let writer = self.operator(writing.by)
        let connection = writer.link.reconnects
        let node = self.node(of: writer)
        let answer = await withCheckedContinuation { continuation in
            body(writer.environments, writer.environmentFloor) { continuation.resume(returning: $0) }
        }
        var result = DocumentResult(answer, node: node)
        if let record = result.record {
            environment.wrote(record)
            for each in operators { each.acknowledged(document: record.version.epoch) }
        }
        result.outcome = await confirmed(
            result.outcome, writing.confirm, by: writing.by, step, writtenOn: connection)
        if result.outcome == .failed || result.outcome == .unknown {
            progress.note("step \(step): \(kind) of \(environment.name): \(result.outcome), \(result.reason)")
        }
        ledger.end(
            operation, result.outcome, version: VersionStamp(result.version), node: result.node, in: recorder)
        return result
    }
}

extension DocumentResult {
    fileprivate init(_ answer: Result<EnvironmentChange, EnvironmentStoreError>, node: NodeID) {
        switch answer {
        case .success(let change):
            guard case .record(let record) = change.stands, change.effect != .left else {
                self.init(outcome: .failed, node: node, reason: "what stands there was left")
                return
            }
            self.init(outcome: .ok, version: record.version, record: record, node: node)
        case .failure(let error):
            self.init(outcome: error.outcome == .unknown ? .unknown : .failed, node: node, reason: "\(error)")
        }
    }
}
