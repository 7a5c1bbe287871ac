import History

/// The scenes' time: milliseconds since the run began, at an uptime and a date of its own.
enum Clock {
    static let uptime: UInt64 = 777_000_000_000
    static let unixMilliseconds: UInt64 = 1_763_000_000_000

    static func monotonic(_ milliseconds: Double) -> UInt64 { uptime + UInt64(milliseconds * 1_000_000) }
    static func unix(_ milliseconds: Double) -> UInt64 { unixMilliseconds + UInt64(milliseconds) }
    static var wallOffset: Int64 { Int64(unixMilliseconds) * 1_000_000 - Int64(uptime) }
}
