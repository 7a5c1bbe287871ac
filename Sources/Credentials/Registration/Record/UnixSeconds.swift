/// A time in whole seconds since 1970, as rows and authorization servers give it; zero and less say that there is none.
public struct UnixSeconds: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: Int64

    /// The end of the year 9999: what a server says beyond it is no more than "never".
    public static let latest: Int64 = 253_402_300_799

    /// Nil for zero and less.
    public init?(_ number: Int64) {
        guard number > 0 else { return nil }
        self.number = min(number, Self.latest)
    }

    /// Rounded down; nil before 1970.
    public init?(_ time: WallTime) { self.init(time.milliseconds / 1000) }

    public var milliseconds: Int64 { number * 1000 }
    /// Strictly: at the very instant it is not past yet.
    public func isPast(at now: WallTime) -> Bool { milliseconds < now.milliseconds }
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    public var description: String { String(number) }
}
