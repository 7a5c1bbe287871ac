import Credentials

/// The memory twin of the Redis store: one process's view of ``MemoryEnvironments``. It answers at once.
package final class MemoryEnvironmentStore: EnvironmentStore {
    private let environments: MemoryEnvironments
    private let clock: () -> WallTime
    /// Names matter only where two would be one key.
    private let names = EnvironmentNames(namespace: "memory")

    /// - Parameter clock: the reader's clock, nil for the server's.
    package init(_ environments: MemoryEnvironments, clock: (() -> WallTime)? = nil) {
        self.environments = environments
        self.clock = clock ?? { environments.now }
    }

    package func index(_ done: @escaping EnvironmentAnswer<EnvironmentIndex>) {
        let now = clock()
        done(
            attempt { environments in
                EnvironmentIndex(hash: environments.content.index.flatMap { [$0.key, $0.value] }, now: now)
            })
    }

    package func read(_ id: EnvironmentID, _ done: @escaping EnvironmentAnswer<EnvironmentReading>) {
        guard names.scriptKeys(for: id) != nil else { return done(.failure(.invalidRequest)) }
        guard environments.outage == nil else { return done(.failure(.outage)) }
        done(.success(EnvironmentReading(text: environments.content.texts[id.bytes], of: id, now: clock())))
    }

    package func putBack(_ record: EnvironmentRecord, _ done: @escaping EnvironmentAnswer<EnvironmentChange>) {
        write(record.id, done) { $0.putBack(record) }
    }

    package func publish(
        _ document: EnvironmentDocument, floor: Epoch, _ done: @escaping EnvironmentAnswer<EnvironmentChange>
    ) {
        let front = document.textBeforeVersion
        guard front.count <= RecordText.longestFront else { return done(.failure(.invalidRequest)) }
        write(document.id, done) { $0.publish(document.id, front: front, floor: floor) }
    }

    package func delete(
        _ id: EnvironmentID, floor: Epoch, _ done: @escaping EnvironmentAnswer<EnvironmentChange>
    ) {
        write(id, done) { $0.publish(id, front: id.tombstoneBeforeVersion, floor: floor) }
    }

    private func write(
        _ id: EnvironmentID, _ done: EnvironmentAnswer<EnvironmentChange>,
        _ body: (MemoryEnvironments) -> EnvironmentChange
    ) {
        guard names.scriptKeys(for: id) != nil else { return done(.failure(.invalidRequest)) }
        guard environments.outage == .losesAnswers, !environments.isDamaged else { return done(attempt(body)) }
        _ = body(environments)
        done(.failure(EnvironmentStoreError(.unknown, .outage)))
    }

    private func attempt<Success>(
        _ body: (MemoryEnvironments) -> Success
    ) -> Result<Success, EnvironmentStoreError> {
        guard environments.outage == nil else { return .failure(.outage) }
        return environments.isDamaged ? .failure(.damaged) : .success(body(environments))
    }
}

extension EnvironmentStoreError {
    fileprivate static let outage = EnvironmentStoreError(.failed, .outage)
}

/// Plants documents in memory.
package final class MemoryEnvironmentPlanter: EnvironmentPlanter {
    private let environments: MemoryEnvironments

    package init(_ environments: MemoryEnvironments) { self.environments = environments }

    package func plant(
        _ id: EnvironmentID, text: [UInt8]?, entry: [UInt8]?, _ done: @escaping EnvironmentAnswer<Void>
    ) {
        environments.content.texts[id.bytes] = text
        environments.content.index[id.bytes] = entry
        done(.success(()))
    }

    package func say(_ payload: [UInt8], _ done: @escaping EnvironmentAnswer<Void>) {
        environments.publish(payload)
        done(.success(()))
    }
}
