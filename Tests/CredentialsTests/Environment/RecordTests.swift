import Credentials
import Testing

/// What stands in the store under one environment: specs/versions.md, section 9.
struct RecordTests {
    private static let now = WallTime(milliseconds: 1_790_000_000_000)

    private func record(_ text: String) throws -> EnvironmentRecord {
        try EnvironmentRecord(text: Array(text.utf8), now: Self.now)
    }

    @Test func `a document's text is complete but for its version, which stands last`() throws {
        var document = EnvironmentDocument(
            id: try #require(EnvironmentID(text: "e\"}/\u{e4}")), version: try #require(Epoch(77)),
            names: .init(environment: "\"version\":5}"), sdk: KeyOrders(primary: SDKKey(text: "sdk")),
            defaultTTLMinutes: 3, isSecureMode: true)
        let text = RecordText.complete(document.textBeforeVersion, version: try #require(Epoch(99)))
        document.version = try #require(Epoch(99))
        let record = try EnvironmentRecord(text: text, now: Self.now)
        #expect(record.content == .document(document) && record.id == document.id && record.document == document)
        #expect(record.version.epoch == document.version && record.text.withBytes { $0 } == text)
    }

    @Test func `a tombstone names its environment and nothing else`() throws {
        let id = try #require(EnvironmentID(text: "e\"}/\u{e4}"))
        let text = RecordText.complete(id.tombstoneBeforeVersion, version: try #require(Epoch(12)))
        let record = try EnvironmentRecord(text: text, of: id, now: Self.now)
        #expect(record.content == .tombstone && record.id == id && record.version.epoch.number == 12)
        #expect(record.document == nil)
    }

    /// What `redis.sha1hex` makes of the same text.
    @Test func `the digest is the beginning of the text's SHA-1`() {
        #expect(EnvironmentRecord.digest(of: []).description == "da39a3ee5e6b4b0d")
        #expect(EnvironmentRecord.digest(of: Array("abc".utf8)).description == "a9993e364706816a")
    }

    @Test
    func `another text under the same number is another version, and the order of the two is the same everywhere`()
        throws
    {
        let one = try record(#"{"envID":"e","version":5}"#)
        let other = try record(#"{"envID":"e","version":5 }"#)
        #expect(one.content == other.content && one.version.epoch == other.version.epoch)
        #expect(one.version != other.version && (one.version < other.version) != (other.version < one.version))
        let higher = try record(#"{"envID":"e","version":6}"#)
        #expect(one.version < higher.version && other.version < higher.version)
    }

    @Test func `a record does not print its keys`() throws {
        let record = try record(#"{"envID":"e","sdkKey":{"value":"sdk-secret-0123456789"},"version":5}"#)
        #expect(!"\(record)".contains("0123456789"))
        var text = ""
        dump(record, to: &text)
        #expect(!text.contains("0123456789"))
    }

    @Test(arguments: ["", "5", ":", "5:", ":0123456789abcdef", "5:0123456789abcde", "x:0123456789abcdef", "5:a:b"])
    func `what is no version is no entry`(entry: String) {
        #expect(Version(entry: Array(entry.utf8)) == nil)
    }

    @Test func `a message carries the version before it and the whole record`() throws {
        let record = try record(#"{"envID":"e","version":5}"#)
        let previous = Version(epoch: try #require(Epoch(4)), nonce: Nonce(bits: 9))
        for message in [
            EnvironmentMessage(previous: previous, record: record), EnvironmentMessage(previous: nil, record: record),
        ] {
            #expect(try EnvironmentMessage(payload: message.payload, now: Self.now) == message)
        }
        #expect(throws: MalformedDocument.self) { try EnvironmentMessage(payload: [], now: Self.now) }
        #expect(throws: MalformedDocument.self) { try EnvironmentMessage(payload: [0x20], now: Self.now) }
    }
}
