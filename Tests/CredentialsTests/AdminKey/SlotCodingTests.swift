import Credentials
import Testing

/// The texts of a fenced slot, as scripts and messages carry them (specs/versions.md section 2).
struct SlotCodingTests {
    static let now = WallTime(milliseconds: 1_700_000_000_000)
    static let full = [
        "1700000000001", "00000000000000ff", "new", "1700000000500 old\n1700000000900 older",
        "1699999999999:fedcba9876543210", "rotate", "000102030405060708090a0b0c0d0e0f",
    ]

    @Test func `a full record has all its parts`() throws {
        let slot = try record(Self.full)
        #expect(slot.version.description == "1700000000001:00000000000000ff")
        #expect(slot.value == Secret(text: "new"))
        #expect(slot.outgoing.map(\.value) == [Secret(text: "old"), Secret(text: "older")])
        #expect(slot.outgoing.map(\.end.milliseconds) == [1_700_000_000_500, 1_700_000_000_900])
        #expect(slot.previous?.description == "1699999999999:fedcba9876543210")
        #expect(slot.author == .rotate)
        #expect(slot.fingerprintKey.withBytes { $0 } == Array(0...15))
    }

    @Test func `the texts of a record are the ones it was read from, in the same order`() throws {
        let slot = try record(Self.full)
        #expect(slot.values == Self.full.map { Array($0.utf8) })
        #expect(slot.message == Array(Self.full.joined(separator: "\t").utf8))
        #expect(slot.hash.count == 14)
        #expect(SlotReading(hash: slot.hash, now: Self.now) == .fenced(slot))
        #expect(SlotReading(values: slot.values, now: Self.now) == .fenced(slot))
        #expect(SlotReading(message: slot.message, now: Self.now) == .fenced(slot))
    }

    @Test func `a hash may come in any order and without its empty fields`() throws {
        let names = ["by", "k", "n", "e", "v"]
        let texts = ["bootstrap", Self.full[6], Self.full[1], "0", "first"]
        let hash = zip(names, texts).flatMap { [Array($0.utf8), Array($1.utf8)] }
        let expected = try record(["0", Self.full[1], "first", "", "", "bootstrap", Self.full[6]])
        #expect(SlotReading(hash: hash, now: Self.now) == .fenced(expected))
    }

    @Test
    func `an empty hash and seven missing values are an absent slot, an empty message is damage`() {
        #expect(SlotReading(hash: [], now: Self.now) == .absent)
        #expect(SlotReading(values: .init(repeating: nil, count: 7), now: Self.now) == .absent)
        #expect(SlotReading(message: [], now: Self.now) == .malformed(.badField))
    }

    @Test func `a revoked record has no value`() throws {
        #expect(try record(with: (2, ""), (5, "revoke")).value == nil)
    }

    @Test(arguments: ["rotate", "bootstrap", "repair", "end-grace"])
    func `no value where there must be one is a slot without an opinion`(author: String) {
        #expect(reading(with: (2, ""), (5, author)) == .blank)
    }

    @Test(arguments: ["rotate", "bootstrap", "revoke", "repair", "end-grace"])
    func `a value of white space is no opinion, whoever wrote it`(author: String) {
        #expect(reading(with: (2, " \n"), (5, author)) == .blank)
    }

    @Test func `a padded value is trimmed`() throws {
        #expect(try record(with: (2, " new\n")).value == Secret(text: "new"))
    }

    @Test(arguments: [
        (0, ""), (0, "-1"), (0, "1.5"), (0, "1e3"), (0, "123456789012345"), (1, ""), (1, "ff"),
        (1, "00000000000000FF"),
        (3, "old"), (3, "5 "), (3, " old"), (3, "5 a b"), (3, "5 a\n"), (3, "\n5 a"), (3, "-5 a"),
        (3, "9223372036855 a"), (3, "1 a\n2 b\n3 c\n4 d\n5 e"), (4, "5"), (4, "5:"), (4, "5:ff"),
        (4, ":"),
        (4, "5:00000000000000ff:"), (5, ""), (5, "Rotate"), (5, "operator"), (5, "revoke"), (6, ""),
        (6, "00"),
        (6, "000102030405060708090a0b0c0d0e0g"), (6, "000102030405060708090A0B0C0D0E0F"),
    ])
    func `a field that cannot be parsed is damage`(field: Int, text: String) {
        #expect(reading(with: (field, text)) == .malformed(.badField))
    }

    @Test func `missing, foreign and doubled fields are damage`() throws {
        let hash = try record(Self.full).hash
        for name in ["e", "n", "by", "k"] {
            let index = try #require(hash.firstIndex(of: Array(name.utf8)))
            var shorter = hash
            shorter.removeSubrange(index...index + 1)
            #expect(SlotReading(hash: shorter, now: Self.now) == .malformed(.badField))
        }
        #expect(SlotReading(hash: hash + [[0x78], [0x31]], now: Self.now) == .malformed(.badField))
        #expect(SlotReading(hash: Array(hash.dropLast()), now: Self.now) == .malformed(.badField))
        #expect(
            SlotReading(hash: Array(hash[..<12]) + Array(hash[..<2]), now: Self.now)
                == .malformed(.badField))
        #expect(
            SlotReading(values: Array(try record(Self.full).values.dropLast()), now: Self.now)
                == .malformed(.badField))
    }

    @Test func `illegal characters and length are named as such`() {
        #expect(reading(with: (2, "a b")) == .malformed(.illegalCharacter))
        #expect(reading(with: (2, String(repeating: "a", count: 4097))) == .malformed(.tooLong))
    }

    @Test func `an epoch a day ahead is believed and one more is poison`() throws {
        let limit = 1_700_000_000_000 + 86_400_000
        #expect(try record(with: (0, "\(limit)")).version.epoch.number == UInt64(limit))
        #expect(reading(with: (0, "\(limit + 1)")) == .malformed(.poisonedEpoch))
        #expect(reading(with: (0, "99999999999999")) == .malformed(.poisonedEpoch))
    }

    @Test func `a plain slot is absent, blank, malformed or a value`() {
        #expect(SlotReading(plain: nil) == .absent)
        #expect(SlotReading(plain: []) == .blank)
        #expect(SlotReading(plain: Array("key\n".utf8)) == .plain(Secret(text: "key")))
        #expect(SlotReading(plain: Array("a b".utf8)) == .malformed(.illegalCharacter))
    }

    private func reading(with changes: (Int, String)...) -> SlotReading { reading(changed(changes)) }
    private func record(with changes: (Int, String)...) throws -> AdminKeySlot {
        try record(changed(changes))
    }

    private func changed(_ changes: [(Int, String)]) -> [String] {
        var texts = Self.full
        for (field, text) in changes { texts[field] = text }
        return texts
    }

    private func reading(_ texts: [String]) -> SlotReading {
        SlotReading(values: texts.map { Array($0.utf8) }, now: Self.now)
    }

    private func record(_ texts: [String]) throws -> AdminKeySlot {
        guard case .fenced(let slot) = reading(texts) else { throw NoRecord(reading: reading(texts)) }
        return slot
    }

    struct NoRecord: Error { let reading: SlotReading }
}
