import Foundation
import Testing

@testable import Report

@Suite struct JSONTests {
    @Test(
        arguments: [
            (412.29999999999995, "412.3"), (412.0, "412"), (0, "0"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (0.0004, "0"),
            (0.0005, "0.001"), (-1.25, "-1.25"), (1e15, "1000000000000000"), (1e300, "1e+300"), (.nan, "null"),
            (.infinity, "null"),
        ] as [(Double, String)])
    func `a measured number is written without noise`(value: Double, text: String) {
        #expect(JSONValue.decimal(value).text == text)
    }

    @Test func `an integer of 64 bits is written exactly`() {
        #expect(JSONValue.integer(UInt64.max).text == "18446744073709551615")
    }

    @Test func `every string survives a foreign parser`() throws {
        let hostile = (0...0x2100).compactMap { Unicode.Scalar($0 as UInt32) }.reduce(into: "\u{10FFFF}🔑\"\\/") {
            $0.unicodeScalars.append($1)
        }
        let text = JSONValue.object([.init(hostile, .string(hostile))]).text
        let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
        #expect(read?.values.first.map { Array($0.utf8) } == Array(hostile.utf8))
        #expect(read?.keys.first.map { Array($0.utf8) } == Array(hostile.utf8))
        #expect(text.utf8.allSatisfy { $0 >= 0x20 }, "control characters are escaped")
    }

    @Test func `what holds only scalars stands on one line, and empty containers have no inside`() {
        let value = JSONValue.object([
            .init("flat", .array([.integer(1), .null, .bool(true)])), .init("empty", .object([])),
            .init("deep", .array([.object([.init("a", .array([.string("b")]))])])),
        ])
        #expect(
            value.text == """
                {
                  "flat": [ 1, null, true ],
                  "empty": {},
                  "deep": [
                    {
                      "a": [ "b" ]
                    }
                  ]
                }
                """)
    }
}
