import Credentials
import Testing

/// Section 10 and the rules of section 0 about it; B19, B24, B25, I13.
struct DocumentTests {
    static let now = WallTime(milliseconds: 1_700_000_000_000)

    private static func read(_ json: String) throws(MalformedDocument) -> EnvironmentDocument {
        try EnvironmentDocument(json: Array(json.utf8), now: now)
    }

    @Test func `a whole document is read`() throws {
        let document = try Self.read(
            """
            {"envID": "e1", "envKey": "prod", "envName": "Production", "projKey": "p", "projName": "Project",
             "sdkKey": {"value": "S", "expiring": {"value": "O", "timestamp": 5},
                        "additional": [{"value": "A"}, {"value": "B", "expiresAt": 7}, {"value": "C", "expiresAt": null}]},
             "mobKey": "M", "mobileKey": {"value": "M", "additional": [{"value": "N"}]},
             "defaultTtl": 3, "secureMode": true, "version": 12}
            """)
        let key = { (text: String) in try #require(SDKKey(text: text)) }
        #expect(document.id == EnvironmentID(text: "e1"))
        #expect(document.version == Epoch(12))
        #expect(
            document.names
                == .init(environmentKey: "prod", environment: "Production", projectKey: "p", project: "Project"))
        #expect(document.sdk.primary == (try key("S")))
        #expect(document.sdk.grace == GraceNotice(key: try key("O"), end: ms(5)))
        #expect(
            document.sdk.additional
                == AdditionalKeys([(try key("A"), nil), (try key("B"), ms(7)), (try key("C"), nil)]))
        #expect(document.mobile.primary == MobileKey(text: "M"))
        #expect(document.mobile.additional.active == [MobileKey(text: "N")].compactMap { $0 })
        #expect(document.defaultTTLMinutes == 3)
        #expect(document.isSecureMode)
    }

    @Test(arguments: ["envID", "envId", "ENVID"])
    func `names are found in any case, and unknown ones are ignored`(name: String) throws {
        let document = try Self.read(#"{"\#(name)": "e", "SDKKEY": {"VALUE": "S"}, "new": [{}], "version": 1}"#)
        #expect(document.id == EnvironmentID(text: "e"))
        #expect(document.sdk.primary == SDKKey(text: "S"))
    }

    /// What contradicts itself matters only where it is read, and one value said twice is no contradiction.
    @Test(arguments: [
        #""new": 1, "New": [2]"#, #""deep": {"a": 1, "A": {"b": 2, "B": 3}}"#, #""envId": "e""#, #""ENVID": "e""#,
        #""sdkkey": {"VALUE": "S"}"#, #""new": 1e999"#, #""Version": 1"#,
    ])
    func `an unknown name in two spellings, and a known one that says the same, are ignored`(more: String) throws {
        let document = try Self.read(#"{"envID": "e", "sdkKey": {"value": "S"}, "version": 1, \#(more)}"#)
        #expect(document == (try Self.read(#"{"envID": "e", "sdkKey": {"value": "S"}, "version": 1}"#)))
    }

    @Test func `what is absent or null has no effect`() throws {
        let bare = try Self.read(#"{"envID": "e", "version": 1}"#)
        #expect(
            bare == EnvironmentDocument(id: try #require(EnvironmentID(text: "e")), version: try #require(Epoch(1))))
        let nulls = #"{"envID":"e","version":1,"sdkKey":null,"mobileKey":{"value":null,"expiring":null},"mobKey":null}"#
        #expect(try Self.read(nulls) == bare)
    }

    /// B19, C20: the newer name counts unless it is empty; what else stands under it always counts.
    @Test(arguments: [
        (#""mobKey": "old""#, "old"), (#""mobKey": "old", "mobileKey": {"value": "new"}"#, "new"),
        (#""mobKey": "old", "mobileKey": {"value": ""}"#, "old"), (#""mobKey": "old", "mobileKey": {}"#, "old"),
        (#""mobileKey": {"value": "new"}"#, "new"), (#""mobKey": """#, ""),
    ])
    func `B19: an empty mobile key does not hide the older name`(json: String, primary: String) throws {
        #expect(try Self.read("{\"envID\": \"e\", \(json)}").mobile.primary == MobileKey(text: primary))
    }

    @Test func `B19: grace and additional keys beside an empty mobile key count`() throws {
        let keys = #"{"value": "", "expiring": {"value": "O", "timestamp": 9}, "additional": [{"value": "A"}]}"#
        let mobile = try Self.read(#"{"envID": "e", "mobKey": "old", "mobileKey": \#(keys)}"#).mobile
        #expect(mobile.primary == MobileKey(text: "old"))
        #expect(mobile.grace == MobileKey(text: "O").map { GraceNotice(key: $0, end: ms(9)) })
        #expect(mobile.additional.active.count == 1)
    }

    @Test(arguments: [
        (#"{"value": "", "timestamp": 9}"#, nil), (#"{"timestamp": 9}"#, nil), (#"{"value": "O"}"#, 0),
        (#"{"value": "O", "timestamp": 0}"#, 0), (#"{"value": "O", "timestamp": 9}"#, 9),
        (#"{"value": "", "timestamp": "soon"}"#, nil), (#"{"value": "", "timestamp": 1e300}"#, nil),
        (#"{"value": "", "timestamp": 1.5}"#, nil), (#"{"timestamp": {}, "Timestamp": 7}"#, nil),
    ])
    func `a notice without a key is none, and one without a time is past`(json: String, end: Int?) throws {
        let document = try Self.read(#"{"envID": "e", "sdkKey": {"value": "S", "expiring": \#(json)}}"#)
        #expect(document.sdk.grace?.end == end.map(ms))
    }

    /// Entries of `additional`, and what they mean: active keys in their order, then expiring ones with their ends.
    @Test(arguments: [
        (#"{"value":"a"},{"value":""},{"value":"b"}"#, "a b |"),
        (#"{"value":"a"},{"value":"b"},{"value":"a"}"#, "a b |"),
        (#"{"value":"a","expiresAt":9},{"value":"a","expiresAt":5}"#, "| a@9"),
        (#"{"value":"a"},{"value":"a","expiresAt":9}"#, "| a@9"),
        (#"{"value":"a","expiresAt":9},{"value":"a"},{"value":"b"}"#, "b | a@9"),
        (#"{"value":"a","expiresAt":0}"#, "| a@0"), (#"{"value":"a","expiresAt":null}"#, "a |"), ("", "|"),
        (#"{}"#, "|"), (#"{"value":"","expiresAt":9}"#, "|"), (#"{"value":"","expiresAt":"soon"}"#, "|"),
        (#"{"expiresAt":1e300},{"value":"a","new":1e999}"#, "a |"),
    ])
    func `B24, B25: a list of additional keys is normalised`(entries: String, meaning: String) throws {
        let keys = try Self.read(#"{"envID":"e","sdkKey":{"value":"S","additional":[\#(entries)]}}"#).sdk.additional
        func text(_ key: SDKKey) -> String { key.secret.withBytes { String(decoding: $0, as: UTF8.self) } }
        let parts = keys.active.map(text) + ["|"] + keys.expiring.map { "\(text($0.key))@\($0.end.milliseconds)" }
        #expect(parts.joined(separator: " ") == meaning)
    }

    @Test(arguments: [
        ("", "", MalformedDocument.Reason.notJSON), ("{", "", .notJSON), (#"{"envID": "hunter2" "x"}"#, "", .notJSON),
        ("[]", "", .wrongType), ("7", "", .wrongType), ("null", "", .wrongType), ("{}", "envID", .missing),
        (#"{"envID": ""}"#, "envID", .missing), (#"{"envID": 7}"#, "envID", .wrongType),
        (#"{"envID": "e", "envId": "f"}"#, "envI", .repeatedName),
        (#"{"envID": "e", "sdkKey": "hunter2"}"#, "sdkKey", .wrongType),
        (#"{"envID": "e", "sdkKey": {"value": 7}}"#, "sdkKey.value", .wrongType),
        (#"{"envID": "e", "sdkKey": {"additional": {}}}"#, "sdkKey.additional", .wrongType),
        (
            #"{"envID": "e", "sdkKey": {"additional": [{"value": "hunter2"}, "hunter2"]}}"#, "sdkKey.additional[1]",
            .wrongType
        ),
        (
            #"{"envID": "e", "sdkKey": {"additional": [{"value": "hunter2", "expiresAt": "soon"}]}}"#,
            "sdkKey.additional[0].expiresAt", .wrongType
        ),
        (
            #"{"envID": "e", "sdkKey": {"additional": [{"value": "hunter2", "expiresAt": 1e300}]}}"#,
            "sdkKey.additional[0].expiresAt", .outOfRange
        ),
        (
            #"{"envID": "e", "mobileKey": {"expiring": {"value": "hunter2", "timestamp": 1.5}}}"#,
            "mobileKey.expiring.timestamp", .outOfRange
        ),
        (
            #"{"envID": "e", "mobileKey": {"expiring": {"value": "hunter2", "timestamp": 9300000000000000}}}"#,
            "mobileKey.expiring.timestamp", .outOfRange
        ),
        (
            #"{"envID": "e", "sdkKey": {"value": "hunter2", "VALUE": "hunter3"}}"#, "sdkKey.", .repeatedName
        ),
        (#"{"envID": "e", "mobKey": 7, "mobileKey": {"value": "m"}}"#, "mobKey", .wrongType),
        (#"{"envID": "e", "version": -1}"#, "version", .outOfRange),
        (#"{"envID": "e", "version": 100000000000000}"#, "version", .outOfRange),
        (#"{"envID": "e", "version": 1700086400001}"#, "version", .poisonedVersion),
        (#"{"envID": "e", "secureMode": "yes"}"#, "secureMode", .wrongType),
    ])
    func `a malformed document says where, and never quotes`(
        json: String, place: String, reason: MalformedDocument.Reason
    ) throws {
        let flaw = try #require(throws: MalformedDocument.self) { try Self.read(json) }
        #expect(flaw.reason == reason)
        #expect(reason == .repeatedName ? flaw.place.hasPrefix(place) : flaw.place == place)
        #expect(!"\(flaw)".contains("hunter2"))
    }

    @Test func `a version 24 h ahead is the last that is believed`() throws {
        #expect(try Self.read(#"{"envID": "e", "version": 1700086400000}"#).version.number == 1_700_086_400_000)
    }

    @Test func `a document survives its text, and older readers find the mobile key`() throws {
        let document = EnvironmentDocument(
            id: try #require(EnvironmentID(text: "e/1")), version: try #require(Epoch(7)),
            names: .init(environmentKey: "k", environment: "E", projectKey: "p", project: "P"),
            sdk: KeyOrders(
                primary: SDKKey(text: "S\"\\"), grace: SDKKey(text: "O").map { GraceNotice(key: $0, end: ms(5)) },
                additional: AdditionalKeys([
                    (try #require(SDKKey(text: "A")), nil), (try #require(SDKKey(text: "B")), ms(7)),
                ])),
            mobile: KeyOrders(primary: MobileKey(text: "M")), defaultTTLMinutes: 2, isSecureMode: true)
        #expect(try EnvironmentDocument(json: document.json, now: Self.now) == document)
        #expect(String(decoding: document.json, as: UTF8.self).contains(#""mobKey":"M""#))
    }

    @Test func `a document is applied whole, and again without effect: I14`() throws {
        let document = try Self.read(
            #"{"envID":"e","sdkKey":{"value":"N","expiring":{"value":"O","timestamp":1700000000001},"additional":"#
                + #"[{"value":"A"},{"value":"O"},{"value":"N","expiresAt":1700000000002}]},"#
                + #""mobileKey":{"value":"M","additional":[{"value":"A","expiresAt":1700000000003}]}}"#)
        var rotator = CredentialRotator(at: Self.now)
        let warnings = rotator.apply(document, at: Self.now).filter(\.isWarning).map(\.event)
        #expect(warnings == [.predecessorListed, .primaryListedWithEnd(ms(1_700_000_000_002))])
        let first = rotator.drain(at: Self.now)
        #expect(first.additions.count == 5)
        #expect(first.clientStarts == ["N", "O"].compactMap(SDKKey.init(text:)))
        let before = rotator
        #expect(rotator.apply(document, at: Self.now).filter { !$0.isWarning } == [])
        #expect(rotator == before)
        #expect(rotator.drain(at: Self.now).isEmpty)
    }

    @Test func `R24: a document with a grace and no primary is warned about and changes nothing`() throws {
        let document = try Self.read(
            #"{"envID":"e","mobileKey":{"expiring":{"value":"O","timestamp":1700000000001}}}"#)
        var rotator = CredentialRotator(at: Self.now)
        #expect(rotator.apply(document, at: Self.now).map(\.event) == [.graceWithoutPrimary])
        #expect(rotator.drain(at: Self.now).isEmpty)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `damaged text never traps`(seed: UInt64) throws {
        let text =
            #"{"envID":"e","sdkKey":{"value":"N","expiring":{"value":"O","timestamp":17},"additional":[{"value":"A","expiresAt":9}]},"version":3}"#
        var generator = SeededGenerator(seed: seed)
        var (read, malformed) = (0, 0)
        for _ in 0..<400 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: 0x20...0x7E, using: &generator)
            }
            do throws(MalformedDocument) {
                _ = try EnvironmentDocument(json: bytes, now: Self.now)
                read += 1
            } catch {
                malformed += 1
            }
        }
        #expect(read > 0)
        #expect(malformed > 0)
    }
}
