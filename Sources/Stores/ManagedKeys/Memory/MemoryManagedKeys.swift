import Credentials

/// The managed keys of one deployment without a server: what Redis would hold, with a clock that moves only when told.
///
/// Several ``MemoryManagedKeyStore``s may look at one, as processes look at one Redis.
package final class MemoryManagedKeys {
    /// The server's clock.
    package var now: WallTime
    package var outage: MemorySlot.Outage?
    /// One of the names holds something of another type.
    package var isDamaged = false
    /// By the text of the id.
    package var rows: [[UInt8]: [UInt8]] = [:]
    package var hashes: [ManagedKeyHash: [UInt8]] = [:]
    package var changes: [[UInt8]: Epoch] = [:]
    package var log: [String: Epoch] = [:]
    /// Nil for none.
    package var revision: [UInt8]?
    /// What was published, in order.
    package private(set) var messages: [[UInt8]] = []
    /// Called with each message that is published.
    package var onMessage: ([UInt8]) -> Void = { _ in }

    package init(now: WallTime) { self.now = now }

    /// Takes everything away, as a server does that comes back without its data.
    package func empty() {
        (rows, hashes, changes, log, revision) = ([:], [:], [:], [:], nil)
    }

    func create(_ key: NewManagedKey, floor: Epoch) throws(ManagedKeyStoreError) -> ManagedKeyChange {
        let name = Array(key.id.description.utf8)
        if let row = rows[name] { return try again(key, row) }
        guard hashes[key.hash] == nil else { throw ManagedKeyStoreError(.failed, .duplicateHash) }
        if let end = key.draft.expiresAt, end.milliseconds <= now.milliseconds {
            throw ManagedKeyStoreError(.failed, .expiryPassed)
        }
        return write(ManagedKeyRecord(key, createdAt: moment, revision: nextRevision(floor)))
    }

    private func again(_ key: NewManagedKey, _ row: [UInt8]) throws(ManagedKeyStoreError) -> ManagedKeyChange {
        // Whatever is wrong with it, the id is taken.
        guard let stands = try? ManagedKeyRecord(row: row), stands.hash == key.hash, stands.id == key.id else {
            throw ManagedKeyStoreError(.failed, .duplicateID)
        }
        return ManagedKeyChange(didWrite: false, record: stands)
    }

    func deactivate(
        _ id: ManagedKeyID, first: WallTime?, floor: Epoch
    ) throws(ManagedKeyStoreError) -> ManagedKeyChange {
        guard let stands = try record(id, foreign: .damaged) else { throw ManagedKeyStoreError(.failed, .unknownID) }
        guard stands.isEnabled else { return ManagedKeyChange(didWrite: false, record: stands) }
        let known = first.map { WallTime(milliseconds: $0.milliseconds) }
        let sound = known.flatMap { $0 <= moment && $0 >= stands.createdAt ? $0 : nil }
        return write(stands.deactivated(at: sound ?? moment, updatedAt: moment, revision: nextRevision(floor)))
    }

    func record(
        _ id: ManagedKeyID, foreign: ManagedKeyRowFlaw = .foreignID
    ) throws(ManagedKeyStoreError) -> ManagedKeyRecord? {
        guard let row = rows[Array(id.description.utf8)] else { return nil }
        do throws(ManagedKeyRowFlaw) {
            let record = try ManagedKeyRecord(row: row)
            guard record.id == id else { throw foreign }
            return record
        } catch {
            throw ManagedKeyStoreError(.failed, .damagedRow(error))
        }
    }

    func page(_ query: ManagedKeyQuery, at reader: WallTime) -> ManagedKeyPage {
        let found = changes.filter { $0.value > query.after }.sorted {
            $0.value == $1.value ? $0.key.lexicographicallyPrecedes($1.key) : $0.value < $1.value
        }
        let entries = found.prefix(query.limit).map { ManagedKeyIndexEntry(name: $0.key, revision: $0.value) }
        let index = ManagedKeyIndexPage(entries, limit: query.limit)
        return ManagedKeyPage(
            index, rows: index.entries.map { rows[$0.name] }, query: query,
            revision: revision.flatMap { Epoch(text: $0) } ?? .zero, total: changes.count,
            holdsWitness: query.witness.map { log[$0.description] != nil } ?? true, now: reader)
    }

    private var moment: WallTime { WallTime(milliseconds: now.milliseconds) }

    /// Poisoned numbers count as none.
    private var storedRevision: Epoch {
        let numbers = [revision.flatMap { Epoch(text: $0) } ?? .zero] + changes.values
        return numbers.filter { !$0.isTooFarAhead(of: now) }.max() ?? .zero
    }

    private func nextRevision(_ floor: Epoch) -> Epoch {
        let furthest = UInt64(max(0, now.milliseconds)) + 24 * 3_600_000
        let above = floor.number < furthest ? floor.number + 1 : 0
        return Epoch(max(storedRevision.number + 1, above, UInt64(max(0, now.milliseconds)))) ?? .zero
    }

    private func write(_ record: ManagedKeyRecord) -> ManagedKeyChange {
        let previous = storedRevision
        let name = Array(record.id.description.utf8)
        rows[name] = record.row
        hashes[record.hash] = name
        changes[name] = record.revision
        log[ManagedKeyWitness(revision: record.revision, id: record.id).description] = record.revision
        if log.count > ManagedKeyNames.longestLog, let first = log.min(by: { $0.value < $1.value }) {
            log[first.key] = nil
        }
        revision = Array(record.revision.description.utf8)
        let message = ManagedKeyMessage.payload(previous: previous, revision: record.revision, row: record.row)
        messages.append(message)
        onMessage(message)
        return ManagedKeyChange(didWrite: true, record: record)
    }
}
