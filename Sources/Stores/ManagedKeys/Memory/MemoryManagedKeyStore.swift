import Credentials

/// The memory twin of the Redis store: one process's view of ``MemoryManagedKeys``. It answers at once.
package final class MemoryManagedKeyStore: ManagedKeyStore {
    private let keys: MemoryManagedKeys
    private let clock: () -> WallTime

    /// - Parameter clock: the reader's clock, nil for the server's.
    package init(_ keys: MemoryManagedKeys, clock: (() -> WallTime)? = nil) {
        self.keys = keys
        self.clock = clock ?? { keys.now }
    }

    package func create(
        _ key: NewManagedKey, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>
    ) {
        write(done) { (keys) throws(ManagedKeyStoreError) in try keys.create(key, floor: floor) }
    }

    package func deactivate(
        _ id: ManagedKeyID, first: WallTime?, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>
    ) {
        write(done) { (keys) throws(ManagedKeyStoreError) in
            try keys.deactivate(id, first: first, floor: floor)
        }
    }

    package func record(_ id: ManagedKeyID, _ done: @escaping ManagedKeyAnswer<ManagedKeyRecord?>) {
        done(attempt { (keys) throws(ManagedKeyStoreError) in try keys.record(id) })
    }

    package func changes(_ query: ManagedKeyQuery, _ done: @escaping ManagedKeyAnswer<ManagedKeyPage>) {
        done(attempt { (keys) throws(ManagedKeyStoreError) in keys.page(query, at: clock()) })
    }

    private func write(
        _ done: ManagedKeyAnswer<ManagedKeyChange>,
        _ body: (MemoryManagedKeys) throws(ManagedKeyStoreError) -> ManagedKeyChange
    ) {
        guard keys.outage == .losesAnswers else { return done(attempt(body)) }
        keys.outage = nil
        let result = attempt(body)
        keys.outage = .losesAnswers
        done(result.flatMap { _ in .failure(ManagedKeyStoreError(.unknown, .outage)) })
    }

    private func attempt<Success>(
        _ body: (MemoryManagedKeys) throws(ManagedKeyStoreError) -> Success
    ) -> Result<Success, ManagedKeyStoreError> {
        guard keys.outage == nil else { return .failure(ManagedKeyStoreError(.failed, .outage)) }
        guard !keys.isDamaged else { return .failure(ManagedKeyStoreError(.failed, .storeDamaged)) }
        return Result { () throws(ManagedKeyStoreError) in try body(keys) }
    }
}
