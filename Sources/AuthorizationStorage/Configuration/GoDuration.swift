/// A duration as Go writes it: `300ms`, `1.5h`, `2h45m`, `0`.
enum GoDuration {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
    ]

    /// Nil for a text that is none; nil for one that is negative or longer than a century, which no time-out is.
    static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        if rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return .zero }
        guard !rest.isEmpty else { return nil }
        var sum = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(name.count)
            guard let value = self.value(number), let unit = units.first(where: { $0.name == name }) else { return nil }
            sum += value * unit.nanoseconds
        }
        return sum <= longest ? .nanoseconds(Int64(sum)) : nil
    }

    /// Digits with at most one point, and at least one digit.
    private static func value(_ digits: Substring) -> Double? {
        guard digits.count(where: { $0 == "." }) <= 1, digits.contains(where: \.isNumber) else { return nil }
        return Double(digits.hasPrefix(".") ? "0\(digits)" : digits.hasSuffix(".") ? "\(digits)0" : String(digits))
    }

    private static let longest = 3.2e18
}
