/// When to ask from outside, and how often: on a grid that lateness does not move; what was not asked in time is made up for.
struct OutsidePlan {
    /// The next time to look.
    private(set) var next: UInt64
    private var last: UInt64
    /// Questions due, and what is left of one.
    private var owed = 0.0
    private static let every: UInt64 = 10_000_000
    /// At a time: more would keep the loop from what it measures. The rest follows at the next looks.
    private static let mostAtOnce = 25.0

    init(from start: UInt64) {
        last = start
        next = start + Self.every
    }

    /// How many to ask now.
    mutating func due(at now: UInt64, perSecond rate: Double) -> Int {
        owed += Double(now - min(last, now)) / 1e9 * rate
        last = now
        next += ((now - min(next, now)) / Self.every + 1) * Self.every
        let count = min(owed.rounded(.down), Self.mostAtOnce)
        owed -= count
        return Int(count)
    }
}
