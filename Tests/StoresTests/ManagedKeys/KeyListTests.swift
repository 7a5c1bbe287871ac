import Credentials
import RedisFixture
import Testing

@testable import Stores

/// W11, W14, W15; pitfalls 40 and 45: lists and views, at one revision.
@Suite struct KeyListTests {
    @Test(arguments: Backing.allCases, [1, 2, 500])
    func `a list has every record as it was answered, in the contract's order, and tells what it skipped`(
        _ backing: Backing, limit: Int
    ) async throws {
        try await backing.withKeys { stage in
            var records: [ManagedKeyID: ManagedKeyRecord] = [:]
            for name in ["b", "a", "c", "a"] {
                let record = try await stage.store.create(.fresh(name)).record
                records[record.id] = record
            }
            let dead = try await stage.store.deactivate(try #require(records.keys.first)).record
            records[dead.id] = dead
            let bad = try NewManagedKey.fresh().id
            try await stage.plant(row: [0x7B], of: bad.description, revision: Epoch(dead.revision.number + 1))
            let list = try await stage.store.list(limit: limit)
            #expect(list.records == records.values.sorted(by: ManagedKeyRecord.comesBefore))
            #expect(list.revision == dead.revision)
            #expect(list.skipped == [ManagedKeyPage.Skipped(id: bad, flaw: .damaged)])
        }
    }

    @Test(arguments: Backing.allCases)
    func `an empty store is an empty list`(_ backing: Backing) async throws {
        try await backing.withKeys { stage in
            let list = try await stage.store.list()
            #expect(list == ManagedKeyList(revision: .zero, records: [], skipped: []))
        }
    }

    /// A change between two pages is in the list, and everything before it.
    @Test(arguments: [1, 2, 3, 500], [0, 1, 2])
    func `what changes while a list is read is in it as a whole`(limit: Int, page: Int) async throws {
        let keys = MemoryManagedKeys(now: WallTime(milliseconds: 1_790_000_000_000))
        let store = MeddlingStore(MemoryManagedKeyStore(keys))
        var ids: [ManagedKeyID] = []
        for number in 0..<5 { ids.append(try await store.create(.fresh("\(number)")).record.id) }
        store.meddle = { [ids] asked in
            guard asked == page else { return }
            _ = try? keys.deactivate(ids[0], first: nil, floor: .zero)
            _ = try? keys.create(.fresh("late"), floor: .zero)
        }
        let list = try await store.list(limit: limit)
        let isMet = limit == 500 ? page == 0 : true
        #expect(list.records.contains { $0.name == "late" } == isMet)
        #expect(list.records.first { $0.id == ids[0] }?.isEnabled == !isMet)
        #expect(list.records.count == (isMet ? 6 : 5))
        #expect(list.records.allSatisfy { $0.revision <= list.revision })
    }

    @Test func `rows that are newer than the revision read before them are caught up with`() async throws {
        let keys = MemoryManagedKeys(now: WallTime(milliseconds: 1_790_000_000_000))
        let store = MeddlingStore(MemoryManagedKeyStore(keys))
        let first = try await store.create(.fresh("first")).record
        // Between the index and its rows two changes are made: one of a row of this page, and one before it.
        store.replace = { asked, page in
            guard asked == 0, let other = try? keys.create(.fresh("other"), floor: .zero).record,
                let dead = try? keys.deactivate(first.id, first: nil, floor: .zero).record
            else { return page }
            #expect(other.revision < dead.revision)
            return ManagedKeyPage(
                revision: page.revision, rows: [dead], skipped: [], last: page.last, lastID: page.lastID,
                hasMore: false, total: page.total, holdsWitness: true)
        }
        let list = try await store.list()
        #expect(list.records.count == 2 && list.revision == list.records.map(\.revision).max())
    }

    @Test func `a store that loses writes meanwhile is read anew`() async throws {
        let keys = MemoryManagedKeys(now: WallTime(milliseconds: 1_790_000_000_000))
        let store = MeddlingStore(MemoryManagedKeyStore(keys))
        for _ in 0..<3 { _ = try await store.create(.fresh("lost")) }
        store.meddle = { asked in
            guard asked == 2 else { return }
            keys.empty()
            keys.now = WallTime(milliseconds: 1_780_000_000_000)
            _ = try? keys.create(.fresh("kept"), floor: .zero)
        }
        #expect(try await store.list(limit: 1).records.map(\.name) == ["kept"])
    }

    @Test func `a list that cannot be read is an error`() async throws {
        let keys = MemoryManagedKeys(now: WallTime(milliseconds: 1_790_000_000_000))
        let store = MeddlingStore(MemoryManagedKeyStore(keys))
        for _ in 0..<3 { _ = try await store.create(.fresh()) }
        store.meddle = { if $0 == 1 { keys.outage = .refuses } }
        let error = await cause { _ = try await store.list(limit: 1) }
        #expect(error == ManagedKeyStoreError(.failed, .outage))
    }
}

/// Lets a test do something just before a page is read, or to the page itself.
private final class MeddlingStore: ManagedKeyStore {
    private let store: any ManagedKeyStore
    private var asked = 0
    /// With the number of the page, from 0.
    var meddle: (Int) -> Void = { _ in }
    var replace: (Int, ManagedKeyPage) -> ManagedKeyPage = { $1 }

    init(_ store: any ManagedKeyStore) { self.store = store }

    func create(_ key: NewManagedKey, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>) {
        store.create(key, floor: floor, done)
    }

    func deactivate(
        _ id: ManagedKeyID, first: WallTime?, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>
    ) {
        store.deactivate(id, first: first, floor: floor, done)
    }

    func record(_ id: ManagedKeyID, _ done: @escaping ManagedKeyAnswer<ManagedKeyRecord?>) { store.record(id, done) }

    func changes(_ query: ManagedKeyQuery, _ done: @escaping ManagedKeyAnswer<ManagedKeyPage>) {
        let number = asked
        asked += 1
        meddle(number)
        store.changes(query) { [replace] in done($0.map { replace(number, $0) }) }
    }
}
