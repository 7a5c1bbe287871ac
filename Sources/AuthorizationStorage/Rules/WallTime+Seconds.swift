import Credentials

extension WallTime {
    /// Unix seconds, rounded down.
    var seconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: Self.second)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Rounded down; the one second before the first whole one that can be said is said as that.
    var wholeSeconds: WallTime { WallTime(seconds: seconds) }

    /// Stops at what 64 bits of nanoseconds hold: the years 1677 to 2262.
    init(seconds: Int64) {
        let (nanoseconds, isFar) = seconds.multipliedReportingOverflow(by: Self.second)
        self.init(nanoseconds: isFar ? (seconds < 0 ? .min : .max) : nanoseconds)
    }

    func advanced(bySeconds seconds: Int64) -> WallTime {
        let (sum, isFar) = nanoseconds.addingReportingOverflow(seconds * Self.second)
        return WallTime(nanoseconds: isFar ? (seconds < 0 ? .min : .max) : sum)
    }

    static let second: Int64 = 1_000_000_000
}
