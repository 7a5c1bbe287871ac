extension DurationText.Problem {
    /// What to tell about the text that had this problem, and what to offer instead.
    func explain(_ text: String) -> (message: String, suggestion: String?) {
        switch self {
        case .notADuration: ("'\(text)' is no duration, such as 500ms or 1.5s", nil)
        case .missingUnit: ("the duration \(text) has no unit (ns us ms s m h)", "\(text)ms")
        case .unknownUnit(let unit):
            (
                "the duration '\(text)' has no unit that is known (ns us ms s m h)",
                Self.meant(by: unit).map { text.dropLast(unit.count) + $0 }
            )
        case .negative: ("the duration \(text) is negative", nil)
        case .tooLong: ("the duration \(text) is longer than a day", nil)
        case .finerThanNanoseconds: ("the duration \(text) is finer than a nanosecond", nil)
        }
    }

    private static func meant(by unit: String) -> String? {
        switch unit.lowercased() {
        case "msec", "msecs", "millis", "millisecond", "milliseconds", "ms": "ms"
        case "sec", "secs", "second", "seconds", "s": "s"
        case "min", "mins", "minute", "minutes": "m"
        case "usec", "µs", "micros", "microseconds": "us"
        case "hr", "hour", "hours": "h"
        default: nil
        }
    }
}
