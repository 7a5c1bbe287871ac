/// A point of wall time, in nanoseconds since 1970; what Redis' TIME and a replica's clock say.
public struct WallTime: Hashable, Comparable, Sendable {
    public let nanoseconds: Int64
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    public init(milliseconds: Int64) { nanoseconds = milliseconds * 1_000_000 }
    /// Rounded down.
    public var milliseconds: Int64 { nanoseconds / 1_000_000 }
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
    public func advanced(byNanoseconds delta: Int64) -> WallTime { WallTime(nanoseconds: nanoseconds + delta) }
}

/// A point of steady time, in nanoseconds of `CLOCK_MONOTONIC`: what intervals, deadlines and back-off are measured in,
/// so that a step of the wall clock disturbs none of them.
public struct SteadyTime: Hashable, Comparable, Sendable {
    public let nanoseconds: UInt64
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
    public func advanced(byNanoseconds delta: UInt64) -> SteadyTime { SteadyTime(nanoseconds: nanoseconds + delta) }
}

/// Now, in both times: the steady one for waiting, the wall one for ends that others fixed.
public struct Moment: Hashable, Sendable {
    public let steady: SteadyTime
    public let wall: WallTime
    public init(steady: SteadyTime, wall: WallTime) {
        self.steady = steady
        self.wall = wall
    }
}
