import Credentials

/// The memory twin of the Redis stores: one writer's view of a ``MemorySlot``. It answers at once.
package final class MemorySlotStore: AdminKeySlotStore {
    package let format: SlotFormat
    private let slot: MemorySlot
    private let client: String
    private let clock: () -> WallTime

    /// - Parameters:
    ///   - client: what the slot's log calls this writer.
    ///   - clock: the reader's clock, nil for the server's.
    package init(_ slot: MemorySlot, format: SlotFormat, client: String, clock: (() -> WallTime)? = nil) {
        self.slot = slot
        self.format = format
        self.client = client
        self.clock = clock ?? { slot.now }
    }

    package func read(_ done: @escaping SlotAnswer<SlotReading>) {
        answer(done) { $0.read(format, at: clock()) }
    }

    package func sample(_ done: @escaping SlotAnswer<SlotSample>) {
        answer(done) { $0.sample(format, at: clock()) }
    }

    package func readLog(after id: SlotLogID?, _ done: @escaping SlotAnswer<SlotLogPage>) {
        answer(done) { $0.page(after: id) }
    }

    package func bootstrap(_ request: SlotBootstrap, _ done: @escaping SlotAnswer<SlotChange>) {
        guard let value = request.value.asKey else { return done(.failure(.invalidRequest)) }
        change(done) { slot in
            guard format == .fenced else {
                return slot.plant(value, request.nonce, request.fingerprint, by: .bootstrap, client: client)
            }
            return slot.bootstrap(request, value: value, client: client)
        }
    }

    package func repair(_ record: AdminKeySlot, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>) {
        guard format == .fenced else { return done(.failure(.unsupported)) }
        change(done) { $0.repair(record, fingerprint: fingerprint, client: client) }
    }

    package func replant(_ request: SlotReplant, _ done: @escaping SlotAnswer<SlotChange>) {
        guard format == .plain else { return done(.failure(.unsupported)) }
        guard let value = request.value.asKey else { return done(.failure(.invalidRequest)) }
        change(done) { $0.plant(value, request.nonce, request.fingerprint, by: .replant, client: client) }
    }

    package func rotate(_ request: SlotRotation, _ done: @escaping SlotAnswer<SlotChange>) {
        guard format == .fenced || request.graceNanoseconds == 0 else { return done(.failure(.unsupported)) }
        guard let value = request.value.asKey, request.hasSoundGrace else { return done(.failure(.invalidRequest)) }
        change(done) { slot in
            format == .plain
                ? slot.rotatePlain(request, value: value, client: client)
                : slot.rotate(request, value: value, client: client)
        }
    }

    package func revoke(_ request: SlotRevocation, _ done: @escaping SlotAnswer<SlotChange>) {
        guard format == .fenced else { return done(.failure(.unsupported)) }
        change(done) { $0.revoke(request, client: client) }
    }

    package func endGrace(
        _ identity: ChangeIdentity, fingerprint: Fingerprint?, _ done: @escaping SlotAnswer<SlotChange>
    ) {
        guard format == .fenced else { return done(.failure(.unsupported)) }
        change(done) { $0.endGrace(identity, fingerprint: fingerprint, client: client) }
    }

    private func answer<Success>(_ done: SlotAnswer<Success>, _ body: (MemorySlot) -> Success) {
        done(slot.outage == nil ? .success(body(slot)) : .failure(SlotStoreError(.failed, .outage)))
    }

    private func change(_ done: SlotAnswer<SlotChange>, _ body: (MemorySlot) -> SlotChange) {
        switch slot.outage {
        case nil: done(.success(body(slot)))
        case .refuses: done(.failure(SlotStoreError(.failed, .outage)))
        case .losesAnswers:
            _ = body(slot)
            done(.failure(SlotStoreError(.unknown, .outage)))
        }
    }
}
