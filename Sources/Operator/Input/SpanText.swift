/// A length of time as an operator types it: a whole number and a unit, `500ms`, `30s`, `90m`, `12h`, `30d`, `2w`.
package enum SpanText {
    package enum Flaw: Error, Equatable, Sendable {
        case malformed
        case missingUnit
        case negative
        /// Over a hundred thousand years, or so.
        case tooLong
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000),
    ]
    /// Far beyond any use, near enough that sums do not overflow.
    private static let longest: Int64 = 1 << 52

    package static func milliseconds(_ text: String) throws(Flaw) -> Int64 {
        if text.utf8.first == UInt8(ascii: "-") {
            _ = try milliseconds(String(text.dropFirst()))
            throw .negative
        }
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { throw .malformed }
        let name = String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)
        guard !name.isEmpty else { throw .missingUnit }
        guard let unit = units.first(where: { $0.name == name }) else { throw .malformed }
        guard let count = Int64(String(decoding: digits, as: UTF8.self)) else { throw .tooLong }
        let (span, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, span <= longest else { throw .tooLong }
        return span
    }
}

extension SpanText.Flaw: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed: "a length of time is a whole number and a unit (ms s m h d w), such as 30s"
        case .missingUnit: "a length of time needs a unit: ms s m h d w"
        case .negative: "a length of time is not negative"
        case .tooLong: "a length of time that long is absurd"
        }
    }
}
