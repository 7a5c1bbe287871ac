import FoundationEssentials
import Testing

@testable import Credentials

/// RFC 8259, to the letter: what is read here comes from a store that others write to.
struct JSONValueTests {
    private static func read(_ text: String) -> JSONValue? { JSONValue(text: Array(text.utf8)) }

    @Test(arguments: [
        "", " ", "{", "[1,]", #"{"a":1,}"#, #"{"a" 1}"#, #"{a:1}"#, "{'a':1}", "// x\n1", "01", "+1", "1.", ".5", "1e",
        "-",
        "NaN", "Infinity", "tru", "nul", "1 2", "{}x", "{}\u{0}", "{}\u{0} ", "\u{0}", "\"a\nb\"", #""\x""#,
        #""\ud800""#,
        #""\udc00a""#, #""\u12""#, "\"",
    ])
    func `what is not JSON is not read`(text: String) { #expect(Self.read(text) == nil) }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
    ])
    func `text that is not UTF-8 is not read`(bytes: [UInt8]) { #expect(JSONValue(text: bytes) == nil) }

    @Test func `nesting is read down to a depth of 512`() {
        func nested(_ depth: Int) -> String {
            String(repeating: #"{"a":["#, count: depth / 2) + String(repeating: "]}", count: depth / 2)
        }
        #expect(Self.read(nested(512)) != nil)
        #expect(Self.read(nested(514)) == nil)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("12", 12), ("-12", -12), ("1.5e2", 150), ("999999999999999", 999_999_999_999_999),
            ("9007199254740993", 9_007_199_254_740_992), ("1e999", Double.infinity), ("-1e999", -Double.infinity),
            ("1e-999", 0),
        ] as [(String, Double)])
    func `numbers are what a Double makes of them`(text: String, number: Double) {
        #expect(Self.read(text)?.number == number)
        #expect(Self.read("[\(text)]").map { $0.inside.map(\.number) } == [number])
    }

    @Test(arguments: [
        (#""""#, ""), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"), (#""\u0041\u00e9\u20ac""#, "Aé€"),
        (#""\ud83d\ude00""#, "😀"), ("\"é€😀\"", "é€😀"), (#""a\u0000b""#, "a\u{0}b"),
    ])
    func `texts are what their escapes stand for`(json: String, text: String) {
        #expect(Self.read(json)?.text == text)
        #expect(Self.read("{\(json): 1}")?.member(text)?.number == 1)
    }

    @Test func `a value is of one kind, and says nothing as another`() throws {
        let list = try #require(Self.read(#"[null, true, false, 7, "t", {"a": 1}, [1]]"#))
        let parts = Array(list.inside)
        #expect(parts.map(\.kind) == [.null, .flag, .flag, .number, .text, .object, .list])
        #expect(parts.map(\.flag) == [nil, true, false, nil, nil, nil, nil])
        #expect(parts.map(\.number) == [nil, nil, nil, 7, nil, nil, nil])
        #expect(parts.map(\.text) == [nil, nil, nil, nil, "t", nil, nil])
        #expect(parts.map { Array($0.inside).count } == [0, 0, 0, 0, 0, 1, 1])
    }

    @Test func `members are found behind whatever stands between them, the last of one name`() throws {
        let object = try #require(Self.read(#"{"a": {"c": [1, {"b": 2}]}, "b": 3, "b": 4, "B": 5}"#))
        #expect(object.member("b")?.number == 4)
        #expect(object.member("B")?.number == 5)
        #expect(object.member("c") == nil)
        #expect(object.member("a")?.member("c")?.inside.compactMap { $0.member("b")?.number } == [2])
    }

    @Test(arguments: [
        ("envID", "envid", true), ("ENVID", "envid", true), ("env", "envid", false), ("env_d", "envid", false),
        ("en{ID", "en[id", false), ("\u{212A}ey", "key", true), ("É", "é", true), ("é", "e", false),
    ])
    func `a name is the same in any case`(name: String, lowercased: String, isSame: Bool) throws {
        let object = try #require(Self.read("{\"\(name)\": 1}"))
        #expect(object.inside.map { $0.isNamed(inAnyCase: lowercased) } == [isSame])
    }

    @Test func `a place is the way to it`() throws {
        let whole = try #require(Self.read(#"{"x": [1, [2]], "a": {"b": [0, {"c": true}]}}"#))
        let list = try #require(whole.member("a")?.member("b"))
        let flag = try #require(list.inside.compactMap { $0.member("c") }.first)
        #expect(whole.place == "" && list.place == "a.b" && flag.place == "a.b[1].c")
    }

    /// Anything at all, as the platform reads it.
    private struct Anything: Decodable { init(from decoder: any Decoder) {} }

    @Test(arguments: UInt64(1)...4)
    func `what is read of a damaged text, the platform reads, too`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let sound = Array(
            #"{"envID": "e\u00e9", "sdkKey": {"additional": [{"value": "A", "expiresAt": -1.5e3}, null, true]}}"#.utf8)
        let noise = Array("{}[]\",:\\u0019.eE+-truefalsn \u{0}\u{1}é".utf8) + [0xFF, 0xC0]
        var (taken, refused) = (0, 0)
        for _ in 0..<5_000 {
            var text = sound
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: text.indices, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: text[place] = noise.randomElement(using: &random) ?? 0
                case 1: text.remove(at: place)
                default: text.insert(noise.randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let value = JSONValue(text: text) else {
                refused += 1
                continue
            }
            taken += 1
            #expect((try? JSONDecoder().decode(Anything.self, from: Data(text))) != nil)
            #expect(value.kind != .object || value.inside.allSatisfy { $0.name != nil })
        }
        #expect(taken > 500 && refused > 500)
    }
}
