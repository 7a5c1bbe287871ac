import Credentials

/// The holdings of one deployment without a server: what Redis would hold, with a clock that moves only when told.
///
/// Several ``MemoryHoldsStore``s may look at one, as processes look at one Redis.
package final class MemoryHolds {
    /// The server's clock.
    package var now: WallTime
    package var outage: MemorySlot.Outage?
    /// The name holds something of another type.
    package var isDamaged = false
    package var fields: [[UInt8]: [UInt8]] = [:]

    package init(now: WallTime) { self.now = now }

    func write(_ claim: HoldsClaim, of replica: ReplicaName) -> HoldsWrite {
        if let stands = incarnation(of: replica.bytes), stands > claim.incarnation { return .superseded(by: stands) }
        fields[replica.bytes] = HoldsEntry(claim: claim, time: now).text
        return .wrote
    }

    func remove(_ replica: ReplicaName, incarnation: UInt32) -> Bool {
        if let stands = self.incarnation(of: replica.bytes), stands > incarnation { return false }
        return forget(replica.bytes)
    }

    func forget(_ field: [UInt8]) -> Bool { fields.removeValue(forKey: field) != nil }

    func prune() -> Int {
        let old = fields.filter { _, text in
            entry(text).map { now.milliseconds - $0.time.milliseconds > HoldsRules.forgottenAfter } ?? false
        }
        for field in old.keys { fields[field] = nil }
        return old.count
    }

    var reading: HoldsReading { HoldsReading(now: now, fields: fields.map { (name: $0.key, text: $0.value) }) }

    /// Nil for what is no entry, whatever it is.
    private func entry(_ text: [UInt8]) -> HoldsEntry? { try? HoldsEntry(text: text) }
    private func incarnation(of field: [UInt8]) -> UInt32? { fields[field].flatMap { entry($0)?.claim.incarnation } }
}

/// The memory twin of the Redis store: one process's view of ``MemoryHolds``. It answers at once.
package final class MemoryHoldsStore: HoldsStore {
    private let holds: MemoryHolds

    package init(_ holds: MemoryHolds) { self.holds = holds }

    package func write(_ claim: HoldsClaim, of replica: ReplicaName, _ done: @escaping HoldsAnswer<HoldsWrite>) {
        change(done) { $0.write(claim, of: replica) }
    }

    package func remove(_ replica: ReplicaName, incarnation: UInt32, _ done: @escaping HoldsAnswer<Bool>) {
        change(done) { $0.remove(replica, incarnation: incarnation) }
    }

    package func read(_ done: @escaping HoldsAnswer<HoldsReading>) {
        // It writes nothing whose answer could be lost.
        guard holds.outage == nil else { return done(.failure(HoldsStoreError(.failed, .outage))) }
        change(done) { $0.reading }
    }

    package func forget(_ field: [UInt8], _ done: @escaping HoldsAnswer<Bool>) { change(done) { $0.forget(field) } }
    package func prune(_ done: @escaping HoldsAnswer<Int>) { change(done) { $0.prune() } }

    private func change<Success>(_ done: HoldsAnswer<Success>, _ body: (MemoryHolds) -> Success) {
        guard holds.outage != .refuses else { return done(.failure(HoldsStoreError(.failed, .outage))) }
        guard !holds.isDamaged else { return done(.failure(HoldsStoreError(.failed, .wrongType))) }
        let value = body(holds)
        done(holds.outage == nil ? .success(value) : .failure(HoldsStoreError(.unknown, .outage)))
    }
}
