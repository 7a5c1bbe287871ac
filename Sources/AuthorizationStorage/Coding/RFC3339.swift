import Credentials

/// Times as RFC 3339 has them, to the nanosecond: `2026-11-21T16:37:58.25Z`.
enum RFC3339 {
    /// What the first year's first second says: no time at all.
    static let none = "0001-01-01T00:00:00Z"

    static func text(of time: WallTime?) -> String {
        guard let time else { return none }
        let seconds = time.seconds
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let inDay = Int(seconds - day * 86_400)
        let date = CivilDate(daysSince1970: Int(day))
        let clock = "\(two(inDay / 3600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))"
        return "\(four(date.year))-\(two(date.month))-\(two(date.day))T\(clock)\(fraction(of: time))Z"
    }

    /// Nanoseconds without trailing zeros.
    private static func fraction(of time: WallTime) -> String {
        let rest = time.nanoseconds - time.wholeSeconds.nanoseconds
        guard rest > 0, rest < WallTime.second else { return "" }
        var digits = Array(String(WallTime.second + rest).utf8.dropFirst())
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return "." + String(decoding: digits, as: UTF8.self)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private static func four(_ number: Int) -> String { String(String(10_000 + number).dropFirst()) }
}

/// Reading.
extension RFC3339 {
    /// Nil for a text that is no time; a time before 1677 or after 2262 is the nearest that can be said.
    static func parse(_ text: String) -> Reading? {
        if text.utf8.elementsEqual(none.utf8) { return Reading(time: nil) }
        var digits = DigitReader(text: text)
        guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
            let day = digits.number(2), digits.skip("T") || digits.skip("t") || digits.skip(" "),
            let hour = digits.number(2), digits.skip(":"), let minute = digits.number(2), digits.skip(":"),
            let second = digits.number(2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second <= 60, let nanoseconds = digits.fraction(), let offset = digits.offset(), digits.isAtEnd
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        let whole = WallTime(seconds: Int64(seconds))
        return Reading(
            time: whole.nanoseconds > .max - WallTime.second ? whole : whole.advanced(byNanoseconds: nanoseconds))
    }

    /// A text that is a time, or the one that says that there is none.
    struct Reading: Equatable { let time: WallTime? }
}

/// A day of the Gregorian calendar, by the algorithm of Howard Hinnant ("days_from_civil").
struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads a fixed form from the left.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Exactly so many digits.
    mutating func number(_ count: Int) -> Int? {
        guard rest.count >= count, rest.prefix(count).allSatisfy(Self.isDigit) else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// Nanoseconds; digits beyond the ninth are cut off. Zero where there is no fraction.
    mutating func fraction() -> Int64? {
        guard skip(".") || skip(",") else { return 0 }
        let digits = rest.prefix(while: Self.isDigit)
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let nine = digits.prefix(9).reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return (min(digits.count, 9)..<9).reduce(nine) { sum, _ in sum * 10 }
    }

    /// Seconds that local time is ahead.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(2), skip(":"), let minutes = number(2) else { return nil }
        return (hours * 3600 + minutes * 60) * (isAhead ? 1 : -1)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
