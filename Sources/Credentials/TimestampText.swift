/// A point of time as RFC 3339 has it: `2026-12-24T18:00:00Z`, with a fraction or an offset if need be.
package enum TimestampText {
    package enum Flaw: Error, Equatable, Sendable {
        case malformed
        /// Outside of what a time of ours holds: before 1970, or after the year 2261.
        case outOfRange
    }

    private static let lastYear: Int64 = 2261

    /// Unix milliseconds; a finer fraction is cut.
    package static func milliseconds(_ text: String) throws(Flaw) -> Int64 {
        var scanner = TimestampScanner(text.utf8)
        guard let date = scanner.date(), scanner.skip("T", or: "t"), let clock = scanner.clock(),
            let offset = scanner.offset(), scanner.isAtEnd
        else { throw .malformed }
        let total = date.days * 86_400_000 + clock - offset
        guard date.year <= lastYear, total > 0 else { throw .outOfRange }
        return total
    }
}

extension TimestampText.Flaw: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed: "a time is written as RFC 3339 has it: 2026-12-24T18:00:00Z"
        case .outOfRange: "a time lies between 1970 and the end of 2261"
        }
    }
}

/// Reads a timestamp from left to right.
private struct TimestampScanner {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String.UTF8View) { bytes = Array(text) }

    var isAtEnd: Bool { place == bytes.count }

    mutating func skip(_ one: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> Bool {
        guard place < bytes.count else { return false }
        let byte = UInt32(bytes[place])
        guard byte == one.value || byte == other?.value else { return false }
        place += 1
        return true
    }

    /// Exactly so many digits.
    private mutating func number(_ count: Int) -> Int64? {
        guard bytes.count - place >= count else { return nil }
        var number: Int64 = 0
        for byte in bytes[place..<place + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        place += count
        return number
    }

    mutating func date() -> (year: Int64, days: Int64)? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            (1...12).contains(month), day >= 1, day <= Self.days(ofMonth: month, year)
        else { return nil }
        return (year, Self.daysSince1970(year, month, day))
    }

    /// Milliseconds since midnight; there is no leap second in Unix time.
    mutating func clock() -> Int64? {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2), hour < 24,
            minute < 60, second < 60
        else { return nil }
        let whole = ((hour * 60 + minute) * 60 + second) * 1000
        guard skip(".") else { return whole }
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        let digits = bytes[start..<place]
        guard !digits.isEmpty else { return nil }
        let padded = Array(digits.prefix(3)) + Array(repeating: 0x30, count: max(0, 3 - digits.count))
        return whole + padded.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Milliseconds that are to be taken off.
    mutating func offset() -> Int64? {
        if skip("Z", or: "z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60
        else {
            return nil
        }
        return (hour * 60 + minute) * 60_000 * (isEast ? 1 : -1)
    }

    private static func days(ofMonth month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Years are counted from March, so that the leap day comes last; 400 of them have 146,097 days.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
