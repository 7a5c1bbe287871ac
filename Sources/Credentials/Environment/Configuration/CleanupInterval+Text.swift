extension CleanupInterval {
    private static let units: [String: Duration] = [
        "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600),
    ]
    /// Of each number: far beyond any use, near enough that nothing overflows.
    private static let mostCounted: Int64 = 1_000_000_000
    /// A safety net that is looked at less often is none.
    private static let longest = Duration.seconds(24 * 3600)

    /// Whole numbers with units, as in `250ms`, `1m` and `1m30s`; nil for anything else, and for less than 100 ms or
    /// more than a day.
    package init?(text: String) {
        var rest = text[...]
        var total = Duration.zero
        repeat {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let count = Int64(digits), count <= Self.mostCounted, let length = Self.units[String(unit)] else {
                return nil
            }
            total += length * count
            rest = rest.dropFirst(digits.count + unit.count)
        } while !rest.isEmpty
        guard total <= Self.longest else { return nil }
        self.init(total)
    }
}
