import Credentials
import Testing

@testable import Operator

@Suite struct SpanTextTests {
    @Test(arguments: [
        ("0s", 0 as Int64), ("1ms", 1), ("500ms", 500), ("30s", 30_000), ("90m", 5_400_000), ("12h", 43_200_000),
        ("30d", 2_592_000_000), ("2w", 1_209_600_000), ("007s", 7000),
    ])
    func `a number and a unit are a length of time`(_ text: String, _ milliseconds: Int64) throws {
        #expect(try SpanText.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        ("", SpanText.Flaw.malformed), ("s", .malformed), ("1.5h", .malformed), ("5 s", .malformed), ("5S", .malformed),
        (" 5s", .malformed), ("5s ", .malformed), ("5y", .malformed), ("+5s", .malformed), ("٥s", .malformed),
        ("5", .missingUnit), ("-5s", .negative), ("-5", .missingUnit), ("--5s", .negative), ("-", .malformed),
        ("99999999999999999999s", .tooLong), ("9999999999999w", .tooLong), ("4503599627370497ms", .tooLong),
    ])
    func `anything else is told apart`(_ text: String, _ flaw: SpanText.Flaw) {
        #expect(throws: flaw) { try SpanText.milliseconds(text) }
    }
}

@Suite struct TimestampTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00.001Z", 1 as Int64), ("2026-11-21T10:00:00Z", 1_795_255_200_000),
        ("2026-11-21t10:00:00z", 1_795_255_200_000), ("2026-11-21T12:30:00+02:30", 1_795_255_200_000),
        ("2026-11-21T07:30:00-02:30", 1_795_255_200_000), ("2026-11-21T10:00:00.5Z", 1_795_255_200_500),
        ("2026-11-21T10:00:00.123999999Z", 1_795_255_200_123), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2000-02-29T23:59:59Z", 951_868_799_000), ("2261-12-31T23:59:59Z", 9_214_646_399_000),
    ])
    func `a time of RFC 3339 is read`(_ text: String, _ milliseconds: Int64) throws {
        #expect(try TimestampText.milliseconds(text) == milliseconds)
    }

    /// What the record's own writer makes of it reads back.
    @Test func `a time that was written is read as it was`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let time = WallTime(milliseconds: .random(in: 1...9_214_000_000_000, using: &generator))
            #expect(try TimestampText.milliseconds(time.utcText) == time.milliseconds)
        }
    }

    @Test(arguments: [
        "", "tomorrow", "2026-11-21", "2026-11-21T10:00:00", "2026-11-21 10:00:00Z", "2026-11-21T10:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z",
        "2026-11-21T10:00:60Z", "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00+0230", "2026-11-21T10:00:00+24:00",
        "2026-11-21T10:00:00ZZ", " 2026-11-21T10:00:00Z", "26-11-21T10:00:00Z", "+2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00+02:60", "２026-11-21T10:00:00Z",
    ])
    func `anything else is malformed`(_ text: String) {
        #expect(throws: TimestampText.Flaw.malformed) { try TimestampText.milliseconds(text) }
    }

    @Test(arguments: ["1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2262-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
    func `what a time of ours cannot hold is out of range`(_ text: String) {
        #expect(throws: TimestampText.Flaw.outOfRange) { try TimestampText.milliseconds(text) }
    }
}
