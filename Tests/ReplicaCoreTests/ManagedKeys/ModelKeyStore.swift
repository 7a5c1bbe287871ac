import Credentials

@testable import ReplicaCore

/// The managed keys of one deployment as specs/versions.md describes them, written from that page and not from the
/// scripts.
struct ModelKeyStore: Equatable {
    private(set) var records: [ManagedKeyID: ManagedKeyRecord] = [:]
    /// Every change that ever stood here.
    var history: Set<ManagedKeyWitness> = []
    var revision = Epoch.zero
    /// Rows that are no records, by id, and where they stand in the index.
    var flaws: [ManagedKeyID: (flaw: ManagedKeyRowFlaw, revision: Epoch)] = [:]

    static func == (left: Self, right: Self) -> Bool {
        left.records == right.records && left.revision == right.revision
    }

    /// Creates a key, and returns what is published.
    mutating func create(
        _ number: UInt64, expires: Int64? = nil, floor: Epoch = .zero, time: Int64
    ) -> ManagedKeyMessage {
        let next = nextRevision(floor, time)
        return write(
            managedKey(number, revision: next.number, expires: expires, created: time), next)
    }

    /// Deactivates a key; nil when it is dead already, or unknown.
    mutating func deactivate(
        _ id: ManagedKeyID, first: WallTime? = nil, floor: Epoch = .zero, time: Int64
    ) -> ManagedKeyMessage? {
        guard let record = records[id], record.isEnabled else { return nil }
        let next = nextRevision(floor, time)
        let now = WallTime(milliseconds: time)
        return write(record.deactivated(at: first.map { min($0, now) } ?? now, updatedAt: now, revision: next), next)
    }

    private func nextRevision(_ floor: Epoch, _ time: Int64) -> Epoch {
        Epoch(max(revision.number + 1, floor.number + 1, UInt64(time))) ?? .zero
    }

    private mutating func write(_ record: ManagedKeyRecord, _ next: Epoch) -> ManagedKeyMessage {
        let message = ManagedKeyMessage(previous: revision, revision: next, record: record)
        records[record.id] = record
        flaws[record.id] = nil
        revision = next
        history.insert(ManagedKeyWitness(revision: next, id: record.id))
        return message
    }

    func page(_ query: ManagedKeyQuery) -> ManagedKeyPage {
        let index = records.values.map { ($0.id, $0.revision) } + flaws.map { ($0.key, $0.value.revision) }
        let found = index.filter { $0.1 > query.after }.sorted { $0.1 < $1.1 }
        let covered = found.prefix(query.limit)
        let bad = covered.compactMap { id, _ in flaws[id].map { ManagedKeyPage.Skipped(id: id, flaw: $0.flaw) } }
        return ManagedKeyPage(
            revision: revision, rows: covered.compactMap { flaws[$0.0] == nil ? records[$0.0] : nil }, skipped: bad,
            last: covered.last?.1 ?? query.after, lastID: covered.last?.0, hasMore: found.count > query.limit,
            total: index.count, holdsWitness: query.witness.map(history.contains) ?? true)
    }
}

/// A record with what a test does not care about filled in; its token is ``managedToken(_:)``.
func managedKey(
    _ number: UInt64, revision: UInt64, path: String = "", expires: Int64? = nil, deactivated: Int64? = nil,
    created: Int64 = Watch.begin
) -> ManagedKeyRecord {
    let token = managedToken(number)
    return ManagedKeyRecord(
        id: managedID(number), name: "key", userPath: (try? UserPath.normalized(path)) ?? nil,
        redactedValue: token.redacted, hash: token.hash, expiresAt: expires.map { WallTime(milliseconds: $0) },
        deactivatedAt: deactivated.map { WallTime(milliseconds: $0) }, createdAt: WallTime(milliseconds: created),
        updatedAt: WallTime(milliseconds: deactivated ?? created), revision: Epoch(revision) ?? .zero)
}

func managedID(_ number: UInt64) -> ManagedKeyID {
    var generator = SeededGenerator(seed: number)
    return .random(using: &generator)
}

func managedToken(_ number: UInt64) -> ManagedKeyToken {
    var generator = SeededGenerator(seed: number &+ 1_000_000)
    return .random(using: &generator)
}
