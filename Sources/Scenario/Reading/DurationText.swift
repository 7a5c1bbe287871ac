/// Durations as a scenario writes them: a decimal number and a unit, `500ms`, `1.5s`.
package enum DurationText {
    package enum Problem: Error, Equatable, Sendable {
        case notADuration
        case missingUnit
        case unknownUnit(String)
        case negative
        case tooLong
        case finerThanNanoseconds
    }

    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Far beyond what a run may last, near enough that sums of some thousand do not overflow.
    private static let longest: UInt64 = 24 * 3_600_000_000_000

    /// Nanoseconds of a duration that is not negative.
    package static func nanoseconds(_ text: String) throws(Problem) -> UInt64 {
        if text.hasPrefix("-") {
            _ = try nanoseconds(String(text.dropFirst()))
            throw .negative
        }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard number.contains(where: \.isNumber) else { throw .notADuration }
        let unit = try unit(named: text.dropFirst(number.count))
        return try scale(number, by: unit)
    }

    /// The shortest way to write it: `1500ms`, `2s`.
    package static func text(_ nanoseconds: UInt64) -> String {
        guard nanoseconds > 0 else { return "0s" }
        let unit = units.prefix(4).last { nanoseconds.isMultiple(of: $0.nanoseconds) } ?? units[0]
        return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }

    private static func unit(named name: Substring) throws(Problem) -> UInt64 {
        guard !name.isEmpty else { throw .missingUnit }
        guard name.allSatisfy(\.isLetter) else { throw .notADuration }
        guard let unit = units.first(where: { $0.name == name }) else { throw .unknownUnit(String(name)) }
        return unit.nanoseconds
    }

    private static func scale(_ number: Substring, by unit: UInt64) throws(Problem) -> UInt64 {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, parts.last?.isEmpty == false else {
            throw .notADuration
        }
        guard let count = UInt64(whole) else { throw .tooLong }
        let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow, nanoseconds <= longest else { throw .tooLong }
        return nanoseconds + (parts.count == 2 ? try fraction(parts[1], of: unit) : 0)
    }

    private static func fraction(_ digits: Substring, of unit: UInt64) throws(Problem) -> UInt64 {
        guard digits.count <= 12, let number = UInt64(digits) else { throw .finerThanNanoseconds }
        let power = digits.reduce(1 as UInt64) { power, _ in power * 10 }
        let (quotient, remainder) = power.dividingFullWidth(number.multipliedFullWidth(by: unit))
        guard remainder == 0 else { throw .finerThanNanoseconds }
        return quotient
    }
}
