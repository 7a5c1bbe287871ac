import Credentials
import Testing

/// B1; W6, W14, W15; pitfalls 40, 45, 49, 52.
struct ManagedKeyRowTests {
    @Test func `a row has one form, to the byte`() {
        let record = Keys.record(
            1, revision: 1_700_000_000_123, name: "he said \"a\\b\"\n", about: "\u{e9}\u{1}", path: "/team/one",
            expires: Keys.begin + 5)
        let hash = String(decoding: record.hash.hex, as: UTF8.self)
        let front =
            #"{"v":1,"id":"\#(record.id)","secret_hash":"\#(hash)","redacted_value":"\#(record.redactedValue)","#
        let texts = #""name":"he said \"a\\b\"\u000a","description":"\#u{e9}\u0001","user_path":"/team/one","#
        let times = #""expires_at":1700000000005,"created_at":1700000000000,"enabled":true,"updated_at":1700000000000,"#
        #expect(text(record.row) == front + texts + times + #""revision":1700000000123}"#)
    }

    @Test func `a deactivated row says when, and a short one leaves out what is not there`() {
        let record = Keys.record(1, revision: 9, deactivated: Keys.begin + 3)
        let end = #""name":"key","created_at":1700000000000,"enabled":false,"deactivated_at":1700000000003,"#
        #expect(text(record.row).hasSuffix(end + #""updated_at":1700000000003,"revision":9}"#))
    }

    @Test func `the front of a new row is what the whole row begins with`() throws {
        let draft = try ManagedKeyDraft(
            name: #"a","created_at":1"#, description: "\"}", userPath: "/p", expiresAtMilliseconds: Keys.begin + 1,
            now: Keys.now)
        let new = NewManagedKey(id: Keys.id(1), draft: draft, token: Keys.token(1))
        let row = ManagedKeyRecord(new, createdAt: Keys.now, revision: Epoch(5) ?? .zero).row
        #expect(row.starts(with: new.rowFront))
        #expect(text(Array(row[new.rowFront.count...])).hasPrefix(#","created_at":1700000000000,"enabled":true"#))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `every record survives its row`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let record = Self.random(&generator)
            #expect(try ManagedKeyRecord(row: record.row) == record)
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `a damaged row never crashes, and what is still read is a record of exactly that row`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var readable = 0
        for _ in 0..<4_000 {
            var row = Self.random(&generator).row
            for _ in 0..<Int.random(in: 1...2, using: &generator) { Self.damage(&row, &generator) }
            guard let record = try? ManagedKeyRecord(row: row) else { continue }
            readable += 1
            #expect(record.row == row)
        }
        #expect(readable > 0)
    }

    @Test func `a row of another version is told apart from a damaged one`() {
        let row = text(Keys.record(1).row)
        let other = row.replacing(#"{"v":1,"#, with: #"{"v":2,"new":[],"#)
        #expect(throws: ManagedKeyRowFlaw.otherVersion) { try ManagedKeyRecord(row: Array(other.utf8)) }
    }

    @Test(arguments: [
        ("", ""), ("{\"v\":1,", "{\"v\": 1,"), ("{\"v\":1,", "{\"v\":01,"), ("{\"v\":1,", "{"), ("}", "} "),
        ("}", "},"),
        ("\"enabled\":true", "\"enabled\":false"), ("\"enabled\":true", "\"enabled\":true,\"deactivated_at\":5"),
        ("\"revision\":1}", "\"revision\":0}"), ("\"revision\":1}", "\"revision\":123456789012345}"),
        ("\"created_at\":1", "\"created_at\":-1"), ("\"created_at\":1", "\"created_at\":9223372036855,\"x\":1"),
        ("\"name\":\"key\"", "\"name\":\" key\""), ("\"name\":\"key\"", "\"name\":\"\""),
        ("\"name\":\"key\"", "\"name\":\"k\\u0065y\""), ("\"name\":\"key\"", "\"name\":\"key\",\"user_path\":\"a\""),
        ("\"name\":\"key\"", "\"name\":\"key\",\"scope\":\"all\""), ("\"name\":\"key\"", "\"name\":null"),
        ("\"name\":\"key\"", "\"name\":\"k\ny\""), ("kq_...", ""),
    ])
    func `what no store of ours writes is damaged`(part: String, other: String) {
        var row = text(Keys.record(1).row).replacing(part, with: other)
        if part.isEmpty { row = "" }
        if part == "kq_..." { row = row.replacing(/"redacted_value":"[^"]*"/, with: #""redacted_value":"""#) }
        #expect(throws: ManagedKeyRowFlaw.damaged) { try ManagedKeyRecord(row: Array(row.utf8)) }
    }

    @Test func `a text that is no UTF-8 is damaged`() throws {
        var row = Keys.record(1).row
        let place = try #require(row.firstRange(of: Array("key\"".utf8))?.lowerBound)
        row[place] = 0xFF
        #expect(throws: ManagedKeyRowFlaw.damaged) { try ManagedKeyRecord(row: row) }
    }

    @Test func `a view has the contract's fields in its order, the times as text, and no hash`() {
        let record = Keys.record(
            1, name: "n", about: "d", path: "/p", expires: Keys.begin + 86_400_000, deactivated: Keys.begin + 1)
        #expect(
            text(record.viewJSON(at: Keys.now))
                == #"{"id":"\#(record.id)","name":"n","description":"d","user_path":"/p","redacted_value":"\#(record.redactedValue)","#
                + #""enabled":false,"expires_at":"2023-11-15T22:13:20.000Z","deactivated_at":"2023-11-14T22:13:20.001Z","#
                + #""created_at":"2023-11-14T22:13:20.000Z","updated_at":"2023-11-14T22:13:20.001Z","active":false}"#)
    }

    @Test func `the value is in the reply to a create and nowhere else`() {
        let token = Keys.token(1)
        let record = Keys.record(1)
        #expect(
            text(record.viewJSON(at: Keys.now, issuing: token)).hasSuffix(
                #","active":true,"value":"\#(token.secret.text)"}"#))
        #expect(!text(record.viewJSON(at: Keys.now)).contains(token.secret.text))
        #expect(!text(record.row).contains(token.secret.text))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_767_225_599_999, "2025-12-31T23:59:59.999Z"), (9_223_372_036_854, "2262-04-11T23:47:16.854Z"),
        ] as [(Int64, String)])
    func `a time prints as UTC to the millisecond`(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).utcText == text)
    }

    /// Pitfall 45.
    @Test func `a list is newest first, then by the bytes of the name, then by id`() {
        let records = [
            Keys.record(1, name: "b", created: 5), Keys.record(2, name: "a", created: 5), Keys.record(3, created: 9),
            Keys.record(4, name: "\u{e9}", created: 5), Keys.record(5, name: "e\u{301}", created: 5),
            Keys.record(6, name: "a", created: 5),
        ]
        let twins = [Keys.id(2), Keys.id(6)].sorted()
        for _ in 0..<20 {
            let sorted = records.shuffled().sorted(by: ManagedKeyRecord.comesBefore)
            #expect(sorted.map(\.id) == [Keys.id(3)] + twins + [Keys.id(1), Keys.id(5), Keys.id(4)])
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func random(_ generator: inout SeededGenerator) -> ManagedKeyRecord {
        let pieces = ["a", "\"", "\\", "\u{0}", "\u{1f}", "\u{7f}", "\u{e9}", "\u{1F511}", " ", ",\"revision\":", "}"]
        func text(_ generator: inout SeededGenerator) -> String {
            "x"
                + (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    pieces.randomElement(using: &generator) ?? ""
                }.joined() + "y"
        }
        let number = UInt64.random(in: 1...1000, using: &generator)
        return Keys.record(
            number, revision: .random(in: 1...99_999_999_999_999, using: &generator), name: text(&generator),
            about: Bool.random(using: &generator) ? text(&generator) : nil,
            path: Bool.random(using: &generator) ? "/a/" + text(&generator) : "",
            expires: Bool.random(using: &generator) ? .random(in: 1...9_223_372_036_854, using: &generator) : nil,
            deactivated: Bool.random(using: &generator) ? .random(in: 1...9_223_372_036_854, using: &generator) : nil)
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = .random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(.random(in: 0x20...0x7E, using: &generator), at: index)
        default: bytes.removeSubrange(index...)
        }
    }
}
