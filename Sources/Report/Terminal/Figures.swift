/// Numbers as people read them.
enum Figures {
    /// Three significant digits at least, none that means nothing: 0.42, 41.3, 412.3, 12,345.
    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        let steps: Double = abs(value) < 10 ? 100 : abs(value) < 1000 ? 10 : 1
        let rounded = (value * steps).rounded() / steps
        return Int(exactly: rounded).map { count($0) } ?? "\(rounded)"
    }

    /// For a column: always one decimal, two below ten, so that digits stand below their like.
    static func column(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let decimals = abs(value) < 10 ? 2 : 1
        let steps = decimals == 2 ? 100 : 10
        let scaled = Int((abs(value) * Double(steps)).rounded())
        let fraction = String(scaled % steps)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(value < 0 ? "-" : "")\(count(scaled / steps)).\(zeros)\(fraction)"
    }

    /// With commas between thousands.
    static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        let grouped = digits.enumerated().map { index, digit in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digit)
        }
        return (value < 0 ? "-" : "") + grouped.joined()
    }

    static func milliseconds(_ value: Double) -> String { number(value) + " ms" }

    static func duration(milliseconds: Double) -> String {
        milliseconds < 1000 ? self.milliseconds(milliseconds) : number(milliseconds / 1000) + " s"
    }

    /// A bound that would have passed, in tenths of a millisecond: not rounded down by more than a microsecond.
    static func bound(nanoseconds: UInt64) -> String {
        let (tenth, microsecond): (UInt64, UInt64) = (100_000, 1000)
        let tenths = nanoseconds / tenth + (nanoseconds % tenth < microsecond ? 0 : 1)
        return milliseconds(Double(tenths) / 10)
    }

    static func value(_ value: Double?, unit: String) -> String {
        guard let value else { return "not measured" }
        return unit == "ms" ? milliseconds(value) : number(value)
    }

    /// "1 check", "3 checks".
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(self.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
