import Testing

@testable import Scenario

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("0s", 0), ("1ns", 1), ("2us", 2_000), ("500ms", 500_000_000), ("1.5s", 1_500_000_000),
        ("0.25ms", 250_000), ("2m", 120_000_000_000), ("1h", 3_600_000_000_000), ("0.1m", 6_000_000_000),
        ("24h", 86_400_000_000_000),
    ])
    func `a number with a unit is a duration`(text: String, nanoseconds: Int) throws {
        #expect(try DurationText.nanoseconds(text) == UInt64(nanoseconds))
    }

    @Test(arguments: [
        ("", DurationText.Problem.notADuration), ("fast", .notADuration), ("ms", .notADuration), (".5s", .notADuration),
        ("5.s", .notADuration), ("1.2.3s", .notADuration), ("5 ms", .notADuration), ("1m30s", .notADuration),
        ("500", .missingUnit), ("1.5", .missingUnit), ("0", .missingUnit),
        ("5sec", .unknownUnit("sec")), ("5MS", .unknownUnit("MS")), ("5d", .unknownUnit("d")),
        ("-5ms", .negative), ("-0s", .negative),
        ("25h", .tooLong), ("99999999999999999999s", .tooLong), ("18446744073709551615h", .tooLong),
        ("0.5ns", .finerThanNanoseconds), ("0.0001us", .finerThanNanoseconds),
        ("0.1234567890123s", .finerThanNanoseconds),
    ])
    func `what is no duration says why`(text: String, problem: DurationText.Problem) {
        #expect(throws: problem) { try DurationText.nanoseconds(text) }
    }

    @Test(arguments: ["0s", "1ns", "1500us", "20ms", "1500ms", "2s", "90s", "3600s"])
    func `a duration is written in the largest unit up to seconds that is exact`(text: String) throws {
        #expect(DurationText.text(try DurationText.nanoseconds(text)) == text)
    }
}
