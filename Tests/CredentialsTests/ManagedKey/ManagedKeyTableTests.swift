import Credentials
import Testing

/// B5; W3, W4, W5, W10; pitfalls 33, 36, 48, 51.
struct ManagedKeyTableTests {
    private static func table(_ records: ManagedKeyRecord...) -> ManagedKeyTable {
        var table = ManagedKeyTable()
        for record in records { _ = table.merge(record) }
        return table
    }

    @Test(arguments: ["", "Bearer ", "Bearer  ", " Bearer ", "\t", "Bearer \t"], ["", " ", "\r\n"])
    func `a token passes as it is and after Bearer, with its ends trimmed`(before: String, after: String) {
        let table = Self.table(Keys.record(1, path: "/team"))
        guard case .accepted(let id, let path) = table.decide(before + Keys.token(1).secret.text + after) else {
            Issue.record("refused")
            return
        }
        #expect(id == Keys.id(1))
        #expect(table.userPath(path)?.text == "/team")
    }

    @Test(arguments: [
        "", " ", "kq_", "Bearer", "Bearer ", "Bearer kq_", "bearer %", "Bearer Bearer %", "Basic %", "KQ_", "k", "%x",
        "x%",
        "sk-%", "Bearer sk-%", "%\0", "kq_%",
    ])
    func `nothing else is a token`(text: String) {
        let table = Self.table(Keys.record(1))
        #expect(table.decide(text.replacing("%", with: Keys.token(1).secret.text)) == .unknown)
        #expect(ManagedKeyTable().decide(text) == .unknown)
    }

    @Test func `a text that is no token of ours for its length is not even hashed`() {
        let table = Self.table(Keys.record(1))
        let token = Keys.token(1).secret.text
        #expect(table.decide(token + String(repeating: " ", count: 4096 - token.count)).isAccepted)
        #expect(table.decide(token + String(repeating: " ", count: 4097 - token.count)) == .unknown)
    }

    @Test func `33: an end is judged per request, and is exclusive`() {
        let table = Self.table(Keys.record(1, expires: Keys.begin + 10))
        let end = Keys.now.advanced(byNanoseconds: 10_000_000)
        #expect(table.decide(1, at: end.advanced(byNanoseconds: -1)).isAccepted)
        #expect(table.decide(1, at: end) == .expired)
        #expect(table.decide(1, at: end.advanced(byNanoseconds: 1)) == .expired)
    }

    @Test func `deactivated wins over expired`() {
        let table = Self.table(Keys.record(1, expires: Keys.begin + 10, deactivated: Keys.begin + 5))
        for wall in [Int64(0), Keys.begin, Keys.begin + 99] {
            #expect(table.decide(1, at: WallTime(milliseconds: wall)) == .inactive)
        }
    }

    @Test func `51: how many are active is counted at the moment that is asked for`() {
        let table = Self.table(Keys.record(1), Keys.record(2, expires: Keys.begin + 1), Keys.record(3, deactivated: 5))
        #expect(table.count == 3)
        #expect(table.activeCount(at: Keys.now) == 2)
        #expect(table.activeCount(at: Keys.now.advanced(byNanoseconds: 1_000_000)) == 1)
    }

    @Test(arguments: [UInt64(1), 5, 9])
    func `a key that was seen deactivated stays so, whatever a later record says`(revision: UInt64) {
        var table = Self.table(Keys.record(1, revision: 5, deactivated: Keys.begin))
        #expect(table.merge(Keys.record(1, revision: revision)) == .revives(isNewer: revision > 5))
        #expect(table.decide(1) == .inactive)
    }

    @Test func `a deactivation counts even if its record is the older one`() {
        var table = Self.table(Keys.record(1, revision: 9))
        #expect(table.merge(Keys.record(1, revision: 5, deactivated: Keys.begin)) == .died)
        #expect(table.decide(1) == .inactive)
    }

    @Test func `35: the first deactivation that was heard of stays, an earlier one wins`() {
        var table = Self.table(Keys.record(1, revision: 5, deactivated: Keys.begin + 20))
        for (deactivated, first) in [(30, 20), (10, 10), (20, 10)] as [(Int64, Int64)] {
            _ = table.merge(Keys.record(1, revision: 6, deactivated: Keys.begin + deactivated))
            #expect(table.entry(Keys.id(1))?.time == WallTime(milliseconds: Keys.begin + first))
        }
    }

    @Test func `of two records of a living key the newer one counts, in either order`() {
        let older = Keys.record(1, revision: 5, path: "/old", expires: Keys.begin + 5)
        let newer = Keys.record(1, revision: 6, path: "/new")
        for records in [[older, newer], [newer, older], [older, newer, older]] {
            var table = ManagedKeyTable()
            for record in records { _ = table.merge(record) }
            guard case .accepted(_, let path) = table.decide(1, at: WallTime(milliseconds: Keys.begin + 9)) else {
                Issue.record("refused")
                continue
            }
            #expect(table.userPath(path)?.text == "/new")
        }
    }

    @Test func `two paths that only look alike stay two`() {
        let (composed, decomposed) = ("/caf\u{e9}", "/cafe\u{301}")
        #expect(composed == decomposed)
        let table = Self.table(Keys.record(1, path: composed), Keys.record(2, path: decomposed))
        for (number, path) in [(1, composed), (2, decomposed)] as [(UInt64, String)] {
            guard case .accepted(_, let held) = table.decide(number) else {
                Issue.record("refused")
                continue
            }
            #expect(table.userPath(held)?.text.utf8.elementsEqual(path.utf8) == true)
        }
    }

    @Test func `a record that takes another key's id or hash is not taken`() {
        var table = Self.table(Keys.record(1), Keys.record(2))
        #expect(table.merge(Keys.record(1, revision: 9, hashOf: 3)) == .conflicting)
        #expect(table.merge(Keys.record(3, revision: 9, hashOf: 1)) == .conflicting)
        #expect(table.merge(Keys.record(1, revision: 9, hashOf: 2)) == .conflicting)
        #expect(table.decide(1).isAccepted && table.decide(2).isAccepted && table.decide(3) == .unknown)
        #expect(table.count == 2)
    }

    /// After a loss of data an operator may hand out the same values again.
    @Test func `the value of a lost key may come back under another id, that of a dead one never`() {
        var table = Self.table(Keys.record(1), Keys.record(2, deactivated: 5), Keys.record(3))
        #expect(table.loseAll(butMarked: 7) == 3)
        for other in [1, 2, 3] as [UInt64] {
            let result = table.merge(Keys.record(other + 10, revision: 9, path: "/new", hashOf: other))
            #expect(result == (other == 2 ? .conflicting : .added))
        }
        guard case .accepted(let id, _) = table.decide(1) else {
            Issue.record("refused")
            return
        }
        #expect(id == Keys.id(11) && table.decide(2) == .inactive && table.count == 2)
        #expect(table.merge(Keys.record(1)) == .conflicting)
        #expect(table.entry(Keys.id(1))?.isLost == true)
    }

    @Test func `what a walk did not see is out of force, and comes back unless it was dead`() {
        var table = Self.table(Keys.record(1), Keys.record(2, deactivated: 5), Keys.record(3))
        _ = table.merge(Keys.record(3), mark: 7)
        #expect(table.loseAll(butMarked: 7) == 2)
        #expect(table.count == 1)
        #expect(table.decide(1) == .unknown)
        #expect(table.decide(2) == .inactive)
        #expect(table.loseAll(butMarked: 7) == 0)
        #expect(table.merge(Keys.record(1)) == .added)
        #expect(table.merge(Keys.record(2, revision: 9)) == .revives(isNewer: true))
        #expect(table.decide(1).isAccepted && table.decide(2) == .inactive)
        #expect(table.count == 3)
    }

    @Test func `a copy keeps what it was, and so does the table that it was taken from`() {
        var table = ManagedKeyTable()
        for number in 0..<1500 as Range<UInt64> { _ = table.merge(Keys.record(number)) }
        let before = table
        for number in 0..<1500 as Range<UInt64> where number % 2 == 0 {
            _ = table.merge(Keys.record(number, revision: 2, deactivated: 5))
        }
        for number in 1500..<3000 as Range<UInt64> { _ = table.merge(Keys.record(number)) }
        for number in 0..<3000 as Range<UInt64> {
            #expect(before.decide(number).isAccepted == (number < 1500))
            #expect(table.decide(number).isAccepted == (number >= 1500 || number % 2 == 1))
        }
    }

    @Test func `ids that are not random cost no more than others`() {
        var table = ManagedKeyTable()
        for number in 0..<5000 as Range<UInt64> {
            let record = Keys.record(number)
            let id = ManagedKeyID(high: number << 32, low: 0)
            let sequential = ManagedKeyRecord(
                id: id, name: "a", redactedValue: "r", hash: record.hash, createdAt: Keys.now, updatedAt: Keys.now,
                revision: record.revision)
            #expect(table.merge(sequential) == .added)
        }
        #expect(table.count == 5000 && table.entry(ManagedKeyID(high: 77 << 32, low: 0))?.isDead == false)
    }

    /// The model: a dictionary that knows the rules, and nothing of packing.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `any records in any order leave the table with what the rules say`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = ManagedKeyTable()
        var model: [UInt64: ManagedKeyRecord] = [:]
        var dead: Set<UInt64> = []
        for _ in 0..<2_000 {
            let number = UInt64.random(in: 0..<300, using: &generator)
            let isDead = Int.random(in: 0..<4, using: &generator) == 0
            let record = Keys.record(
                number, revision: .random(in: 1...50, using: &generator),
                expires: Bool.random(using: &generator) ? Keys.begin + .random(in: -5...5, using: &generator) : nil,
                deactivated: isDead ? Keys.begin : nil)
            _ = table.merge(record)
            if isDead { dead.insert(number) }
            if !isDead, model[number].map({ $0.revision < record.revision }) ?? true { model[number] = record }
            if isDead, model[number] == nil { model[number] = record }
        }
        for number in 0..<300 as Range<UInt64> {
            let verdict = table.decide(number)
            guard let record = model[number] else {
                #expect(verdict == .unknown)
                continue
            }
            if dead.contains(number) {
                #expect(verdict == .inactive)
            } else {
                #expect(verdict.isAccepted == record.isActive(at: Keys.now), "seed \(seed), key \(number)")
            }
        }
    }

    @Test(arguments: [1, 3, 10, 100]) func `keys that are counted part by part are as many`(size: Int) {
        var table = ManagedKeyTable()
        for number in 1...20 as ClosedRange<UInt64> {
            let ends = number % 3 == 0 ? Keys.begin : nil
            _ = table.merge(Keys.record(number, expires: ends, deactivated: number % 5 == 0 ? Keys.begin : nil))
        }
        _ = table.lose(Keys.id(1))
        var counts = ManagedKeyCounts()
        for first in stride(from: 0, to: table.positions.count, by: size) {
            counts += table.counts(at: Keys.now, among: first..<min(first + size, table.positions.count))
        }
        #expect(counts == table.counts(at: Keys.now))
        #expect(counts == ManagedKeyCounts(active: 10, expired: 5, inactive: 4))
    }
}
