import Credentials
import RedisFixture
import Testing

@testable import Stores

/// W2, W11, W14; pitfalls 31, 38 and 40: what a reader learns, page by page and by message.
@Suite struct KeyReadingTests {
    @Test(arguments: Backing.allCases)
    func `an empty store is an empty page`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let page = try await stage.store.changes()
            #expect(page.rows.isEmpty && page.skipped.isEmpty && !page.hasMore && page.holdsWitness)
            #expect(page.revision == .zero && page.last == .zero && page.total == 0)
        }
    }

    @Test(arguments: Backing.allCases, [1, 3, 7, 500])
    func `a walk by pages meets every key once, in the order of its last change`(
        _ backing: Backing, limit: Int
    ) async throws {
        try await backing.withKeys { stage in
            var expected: [ManagedKeyID] = []
            for _ in 0..<7 { expected.append(try await stage.store.create(.fresh()).record.id) }
            _ = try await stage.store.deactivate(expected[2])
            expected.append(expected.remove(at: 2))
            let pages = try await stage.store.walk(limit: limit)
            #expect(pages.flatMap(\.rows).map(\.id) == expected)
            #expect(pages.allSatisfy { $0.total == 7 && $0.rows.count <= limit })
            #expect(pages.last?.last == pages.last?.revision || pages.last?.rows.isEmpty == true)
        }
    }

    @Test(arguments: Backing.allCases)
    func `changes since a revision are the changes since then, and no other`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let first = try await stage.store.create(.fresh()).record
            let second = try await stage.store.create(.fresh()).record
            #expect(try await stage.store.changes(after: first.revision).rows == [second])
            #expect(try await stage.store.changes(after: second.revision).rows.isEmpty)
            let dead = try await stage.store.deactivate(first.id).record
            let page = try await stage.store.changes(after: second.revision)
            #expect(page.rows == [dead] && page.revision == dead.revision)
            #expect(page.last == dead.revision && page.lastID == dead.id)
        }
    }

    /// Pitfalls 31 and 32: the page before it was asked for earlier.
    @Test(arguments: Backing.allCases)
    func `a key that changes during a walk is met again, and one that is created too`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            var ids: [ManagedKeyID] = []
            for _ in 0..<6 { ids.append(try await stage.store.create(.fresh()).record.id) }
            let first = try await stage.store.changes(limit: 4)
            #expect(first.rows.first?.id == ids[0] && first.rows.first?.isEnabled == true)
            let dead = try await stage.store.deactivate(ids[0]).record
            let new = try await stage.store.create(.fresh()).record
            let rest = try await stage.store.changes(after: first.last)
            #expect(rest.rows.suffix(2) == [dead, new] && rest.revision == new.revision)
            #expect(Set((first.rows + rest.rows).map(\.id)).count == 7)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a change that is in the store's history is known, one that was lost is not`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let kept = try await stage.store.create(.fresh()).record
            let dump = try await stage.dump()
            let lost = try await stage.store.deactivate(kept.id).record
            try await stage.restore(dump)
            let after = try await stage.store.create(.fresh(), floor: lost.revision).record
            #expect(after.revision > lost.revision)
            for (record, isHeld) in [(kept, true), (lost, false), (after, true)] {
                let witness = ManagedKeyWitness(revision: record.revision, id: record.id)
                let page = try await stage.store.changes(after: record.revision, witness: witness)
                #expect(page.holdsWitness == isHeld)
            }
            let other = ManagedKeyWitness(revision: kept.revision, id: after.id)
            #expect(try await stage.store.changes(after: kept.revision, witness: other).holdsWitness == false)
        }
    }

    @Test(arguments: Backing.allCases)
    func `40: a bad row is skipped and told, and hides no other`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let first = try await stage.store.create(.fresh()).record
            let second = try await stage.store.create(.fresh()).record
            let base = second.revision.number
            let ids = try (0..<4).map { _ in try NewManagedKey.fresh().id }
            let rows: [([UInt8]?, ManagedKeyRowFlaw)] = [
                (nil, .missing), (Array("{\"v\":1,".utf8), .damaged), (Array("{\"v\":7,\"x\":1}".utf8), .otherVersion),
                (first.row, .foreignID),
            ]
            for (index, row) in rows.enumerated() {
                let revision = Epoch(base + UInt64(index) + 1)
                try await stage.plant(row: row.0, of: ids[index].description, revision: revision)
            }
            let poisoned = Epoch(UInt64(try await stage.now().advanced(hours: 25).milliseconds))
            try await stage.plant(row: second.row, of: "not an id", revision: poisoned)
            let last = try await stage.store.create(.fresh()).record
            for limit in [2, 500] {
                let pages = try await stage.store.walk(limit: limit)
                #expect(pages.flatMap(\.rows) == [first, second, last])
                let skipped = pages.flatMap(\.skipped)
                #expect(Dictionary(grouping: skipped, by: \.flaw)[.foreignID]?.count == 2)
                for (id, row) in zip(ids, rows) { #expect(skipped.contains(.init(id: id, flaw: row.1))) }
            }
        }
    }

    @Test(arguments: Backing.allCases)
    func `a change of a damaged row is refused, and the row left as it is`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let record = try await stage.store.create(.fresh("name", about: "about")).record
            let text = String(decoding: record.row, as: UTF8.self)
            let rows: [(String, ManagedKeyRowFlaw)] = [
                ("", .damaged), ("{", .damaged), ("[]", .damaged), ("5", .damaged), ("{\"v\":1}", .damaged),
                (text + " ", .damaged), (text.replacing("\"v\":1", with: "\"v\":2"), .otherVersion),
                (text.replacing("\"name\":\"name\",", with: ""), .damaged),
                (text.replacing("\"name\":\"name\"", with: "\"name\":[]"), .damaged),
                (text.replacing("\"name\":\"name\"", with: "\"name\":\"n\\u0061me\""), .damaged),
                (text.replacing("\"about\"", with: "null"), .damaged),
                (text.replacing("\"description\"", with: "\"scope\":1,\"description\""), .damaged),
                (text.replacing("\"enabled\":true", with: "\"enabled\":false"), .damaged),
                (text.replacing("\"enabled\":true", with: "\"enabled\":true,\"deactivated_at\":5"), .damaged),
                (text.replacing("\"created_at\":1", with: "\"created_at\":-1"), .damaged),
                (text.replacing("\"created_at\":1", with: "\"created_at\":1.0e1"), .damaged),
                (text.replacing("\"id\":\"", with: "\"id\":\"0"), .damaged),
            ]
            for (row, flaw) in rows {
                try await stage.plant(row: Array(row.utf8), of: record.id.description, revision: record.revision)
                let before = try await stage.dump()
                let write = await cause { _ = try await stage.store.deactivate(record.id) }
                #expect(write == ManagedKeyStoreError(.failed, .damagedRow(flaw)), "\(row)")
                let read = await cause { _ = try await stage.store.record(record.id) }
                #expect(read == ManagedKeyStoreError(.failed, .damagedRow(flaw)), "\(row)")
                #expect(try await stage.dump() == before)
            }
            let duplicate = await cause { _ = try await stage.store.create(.fresh(id: record.id)) }
            #expect(duplicate == ManagedKeyStoreError(.failed, .duplicateID))
        }
    }

    @Test(arguments: Backing.allCases)
    func `each change is published with its predecessor, its revision and its record`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let first = try await stage.store.create(.fresh()).record
            let second = try await stage.store.create(.fresh()).record
            let dead = try await stage.store.deactivate(first.id).record
            let now = try await stage.now()
            let messages = try await stage.messages().map { ManagedKeyMessage(payload: $0, now: now) }
            #expect(
                messages == [
                    ManagedKeyMessage(previous: .zero, revision: first.revision, record: first),
                    ManagedKeyMessage(previous: first.revision, revision: second.revision, record: second),
                    ManagedKeyMessage(previous: second.revision, revision: dead.revision, record: dead),
                ])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a record over the cap is published as a hint`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let record = try await stage.store.create(.fresh(about: String(repeating: "d", count: 4096))).record
            let payload = try #require(try await stage.messages().first)
            #expect(payload == Array("0\t\(record.revision)\t".utf8))
        }
    }

    @Test(arguments: Backing.allCases)
    func `a name of another type is an error of the store, for readers and writers, and stays as it is`(
        _ backing: Backing
    ) async throws {
        try await backing.withKeys { stage in
            let record = try await stage.store.create(.fresh()).record
            try await stage.spoil()
            let errors = [
                await cause { _ = try await stage.store.create(.fresh()) },
                await cause { _ = try await stage.store.deactivate(record.id) },
                await cause { _ = try await stage.store.changes() },
            ]
            #expect(errors.allSatisfy { $0 == ManagedKeyStoreError(.failed, .storeDamaged) })
        }
    }
}
