import Credentials
import Testing

/// W14; pitfall 40: one bad row never hides the others.
struct ManagedKeyPageTests {
    private static func page(
        _ found: [(ManagedKeyIndexEntry, [UInt8]?)], limit: Int = 10, revision: UInt64 = 9, after: UInt64 = 0
    ) -> ManagedKeyPage {
        let index = ManagedKeyIndexPage(found.map(\.0), limit: limit)
        return ManagedKeyPage(
            index, rows: found.prefix(index.entries.count).map(\.1),
            query: ManagedKeyQuery(after: Epoch(after) ?? .zero, limit: limit), revision: Epoch(revision) ?? .zero,
            total: found.count, holdsWitness: true, now: Keys.now)
    }

    private static func entry(_ number: UInt64, _ revision: UInt64?) -> ManagedKeyIndexEntry {
        ManagedKeyIndexEntry(name: Array(Keys.id(number).description.utf8), revision: revision.flatMap { Epoch($0) })
    }

    @Test func `every kind of bad row is skipped and told, and the good ones are read`() {
        let good = Keys.record(1, revision: 1)
        let poisoned = UInt64(Keys.begin) + 86_400_001
        let found: [(ManagedKeyIndexEntry, [UInt8]?)] = [
            (Self.entry(1, 1), good.row), (Self.entry(2, 2), nil), (Self.entry(3, 3), Array("{".utf8)),
            (Self.entry(4, 4), Array(#"{"v":2,"id":"x"}"#.utf8)), (Self.entry(5, 5), Keys.record(6).row),
            (ManagedKeyIndexEntry(name: Array("?".utf8), revision: Epoch(6)), Keys.record(7).row),
            (Self.entry(8, poisoned), Keys.record(8).row), (Self.entry(9, 9), Keys.record(9, revision: poisoned).row),
            (Self.entry(10, nil), Keys.record(10).row),
        ]
        let page = Self.page(found)
        #expect(page.rows == [good])
        #expect(
            page.skipped.map(\.flaw) == [
                .missing, .damaged, .otherVersion, .foreignID, .foreignID, .poisoned, .poisoned, .damaged,
            ])
        #expect(page.skipped.map(\.id) == [2, 3, 4, 5].map(Keys.id) + [nil] + [8, 9, 10].map(Keys.id))
        #expect(page.last == Epoch(9) && page.lastID == Keys.id(9) && !page.hasMore)
    }

    @Test func `a poisoned revision of the store is none`() {
        #expect(Self.page([], revision: UInt64(Keys.begin) + 86_400_001, after: 4).revision == .zero)
        #expect(Self.page([], revision: UInt64(Keys.begin) + 86_400_000, after: 4).last == Epoch(4))
    }

    @Test func `a page does not end between two entries of one revision`() {
        let rows = [(1, 1), (2, 2), (3, 2), (4, 2)].map { number, revision in
            (Self.entry(number, revision), Optional(Keys.record(number, revision: revision).row))
        }
        #expect(Self.page(Array(rows.prefix(3)), limit: 3).last == Epoch(1))
        #expect(Self.page(rows, limit: 5).rows.count == 4)
        #expect(Self.page(Array(rows[1...]), limit: 3).rows.count == 3)
    }

    @Test func `a message survives its payload, and one over the cap is a hint`() {
        let record = Keys.record(1, revision: 8, name: "tab\there")
        let payload = ManagedKeyMessage.payload(previous: Epoch(7) ?? .zero, revision: record.revision, row: record.row)
        #expect(
            ManagedKeyMessage(payload: payload, now: Keys.now)
                == ManagedKeyMessage(previous: Epoch(7) ?? .zero, revision: record.revision, record: record))
        let long = Keys.record(1, revision: 8, about: String(repeating: "d", count: 4096))
        let hint = ManagedKeyMessage.payload(previous: Epoch(7) ?? .zero, revision: long.revision, row: long.row)
        #expect(hint == Array("7\t8\t".utf8))
        #expect(ManagedKeyMessage(payload: hint, now: Keys.now)?.record == nil)
    }

    @Test(arguments: [
        "", "\t", "\t\t", "1\t2", "x\t2\t", "1\tx\t", "1\t2\tx", "1\t2\t{}", "1\t99999999999999\t", "1 2\t3\t",
    ])
    func `any other payload is no message`(payload: String) {
        #expect(ManagedKeyMessage(payload: Array(payload.utf8), now: Keys.now) == nil)
    }

    @Test func `a message whose number is not its record's is none`() {
        let payload = Array("7\t9\t".utf8) + Keys.record(1, revision: 8).row
        #expect(ManagedKeyMessage(payload: payload, now: Keys.now) == nil)
    }
}
