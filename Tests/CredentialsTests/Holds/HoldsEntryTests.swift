import Testing

@testable import Credentials

/// What a replica writes down has one text, and nothing else is taken for it.
@Suite struct HoldsEntryTests {
    static let claims: [(HoldsClaim, String)] = [
        (
            HoldsClaim(
                incarnation: 0,
                holding: Holding(admin: .fenced(nil), hasReadAdmin: false, keys: .zero)),
            "v=1 incarnation=0 admin=unread read=no keys=0 refuse-after=keep time=1790000000007"
        ),
        (
            HoldsClaim(
                incarnation: .max,
                holding: Holding(admin: .fenced(Entries.version(3, nonce: 0xAB)), hasReadAdmin: true, keys: nil),
                refuseAfterMilliseconds: 1500),
            "v=1 incarnation=4294967295 admin=1790000000003:00000000000000ab read=yes keys=none refuse-after=1500 "
                + "time=1790000000007"
        ),
        (
            HoldsClaim(
                incarnation: 2, holding: Holding(admin: .plain, hasReadAdmin: true, keys: Entries.epoch(9)),
                refuseAfterMilliseconds: 0),
            "v=1 incarnation=2 admin=plain read=yes keys=1790000000009 refuse-after=0 time=1790000000007"
        ),
        (
            HoldsClaim(
                incarnation: 2, holding: Holding(admin: .unwatched, hasReadAdmin: false, keys: nil)),
            "v=1 incarnation=2 admin=none read=no keys=none refuse-after=keep time=1790000000007"
        ),
    ]

    @Test(arguments: claims)
    func `an entry reads back as it was written`(_ claim: HoldsClaim, _ text: String) throws {
        let entry = HoldsEntry(claim: claim, time: Entries.time(7))
        #expect(String(decoding: entry.text, as: UTF8.self) == text)
        #expect(try HoldsEntry(text: Array(text.utf8)) == entry)
        #expect(entry.text.starts(with: claim.front))
    }

    private static let good = "v=1 incarnation=2 admin=none read=no keys=none refuse-after=keep time=1790000000007"

    @Test(arguments: [
        "", " ", "v=", "v=1", "v=x incarnation=2", "incarnation=2 v=1", good + " ", " " + good, good + " more=1",
        good.replacing("incarnation=2", with: "incarnation=02"),
        good.replacing("incarnation=2", with: "incarnation=-1"),
        good.replacing("incarnation=2", with: "incarnation=4294967296"), good.replacing("read=no", with: "read=maybe"),
        good.replacing("read=no", with: "read="), good.replacing("admin=none", with: "admin=5"),
        good.replacing("admin=none", with: "admin=5:ab"),
        good.replacing("admin=none", with: "admin=5:00000000000000AB"),
        good.replacing("admin=none", with: "admin=05:00000000000000ab"), good.replacing("keys=none", with: "keys="),
        good.replacing("keys=none", with: "keys=123456789012345"), good.replacing("keys=none", with: "keys=1e3"),
        good.replacing("refuse-after=keep", with: "refuse-after=-1"),
        good.replacing("refuse-after=keep", with: "refuse-after=99999999999999"),
        good.replacing("time=1790000000007", with: "time=0001790000000007"),
        good.replacing("time=1790000000007", with: "time=99999999999999"),
        good.replacing("time=1790000000007", with: "time=now"), good.replacing(" read", with: "  read"),
        good.replacing("none", with: "no\u{301}ne"), good + "\n", good + "\0",
    ])
    func `whatever else is in the text, it is damaged`(_ text: String) {
        #expect(throws: HoldsFlaw.damaged) { try HoldsEntry(text: Array(text.utf8)) }
    }

    @Test func `another version of the form is told apart from damage`() {
        #expect(throws: HoldsFlaw.otherVersion) { try HoldsEntry(text: Array("v=2 incarnation=1 whatever".utf8)) }
    }

    @Test func `bytes at random are never an entry, and never a crash`() {
        var generator = SeededGenerator(seed: 7)
        let good = Array(Self.good.utf8)
        for _ in 0..<5000 {
            var text = good
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                let place = text.indices.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: text[place] = .random(in: .min ... .max, using: &generator)
                case 1: text.remove(at: place)
                default: text.insert(.random(in: .min ... .max, using: &generator), at: place)
                }
            }
            if let entry = try? HoldsEntry(text: text) { #expect(entry.text == text) }
        }
    }

    @Test func `a refusal after longer than ten years is after ten years`() {
        let claim = HoldsClaim(
            incarnation: 1, holding: Holding(admin: .plain, hasReadAdmin: true, keys: nil),
            refuseAfterMilliseconds: .max)
        #expect(claim.refuseAfterMilliseconds == 3650 * 86_400_000)
    }
}

/// A row says whose entry it is, or why it says nothing.
@Suite struct HoldsRowTests {
    private func row(_ field: [UInt8], _ text: [UInt8]) -> HoldsRow {
        HoldsRow(field: field, text: text, now: Entries.time(0))
    }

    @Test(arguments: ["", "two words", "line\n", "umlaut\u{e4}", String(repeating: "x", count: 129), "\u{7F}"])
    func `a name that no replica can have is told`(_ name: String) {
        #expect(ReplicaName(name) == nil)
        #expect(row(Array(name.utf8), HoldsEntry.of(at: 0).text).content == .failure(.badName))
    }

    @Test(arguments: ["r", "replica-3", "keyquake:ab12:replica-7", String(repeating: "x", count: 128)])
    func `a name of visible ASCII is one`(_ name: String) throws {
        #expect(try #require(ReplicaName(name)).text == name)
        #expect(row(Array(name.utf8), HoldsEntry.of(at: 0).text).content == .success(.of(at: 0)))
    }

    private static let day: Int64 = 86_400_000

    @Test func `a version that no replica would adopt is no confirmation of anything`() {
        let bounds: [(Int64, Bool)] = [(Self.day, true), (Self.day + 1, false)]
        for (ahead, isSound) in bounds {
            let admin = HoldsEntry.of(admin: .fenced(Entries.version(ahead)), at: 0)
            let keys = HoldsEntry.of(keys: Entries.epoch(ahead), at: 0)
            for entry in [admin, keys] {
                #expect(
                    row(Array("r".utf8), entry.text).content == (isSound ? .success(entry) : .failure(.poisoned)))
            }
        }
    }

    @Test func `foreign bytes in a name do not reach the terminal`() {
        #expect(row([0x1B, 0x5B, 0x41, 0x5C, 0xFF, 0x20], []).shownName == "\\x1b[A\\x5c\\xff\\x20")
    }

    @Test func `the floors are the highest numbers that anybody says, poisoned ones left out`() {
        let reading = Entries.reading(
            now: 0,
            [
                ("a", .of(admin: .fenced(Entries.version(5)), keys: Entries.epoch(1), at: 0)),
                ("b", .of(admin: .fenced(Entries.version(3)), keys: Entries.epoch(9), at: 0)),
                ("c", .of(admin: .fenced(Entries.version(2 * Self.day)), keys: nil, at: 0)),
                ("d", .of(admin: .plain, keys: .zero, at: 0)),
            ])
        #expect(reading.adminFloor == Entries.epoch(5) && reading.keysFloor == Entries.epoch(9))
        #expect(Entries.reading(now: 0, []).adminFloor == .zero)
    }
}
