/// How many bytes may pass now, so that never more than rate x time have passed since the bucket was made.
///
/// It starts empty and holds 20 ms' worth at most: the loop's timers are up to 2 ms late, which must not slow the link
/// down, and a link that was idle must not burst. What is kept is one time, at which the bucket was empty.
struct TokenBucket: Equatable {
    let bytesPerSecond: UInt64
    private var emptyAt: UInt64

    private static let second: UInt64 = 1_000_000_000
    private static let burst: UInt64 = 20_000_000
    private static let rates: ClosedRange<UInt64> = 1...100_000_000_000

    /// - Parameter bytesPerSecond: from 1 to 100 GB/s; what is beyond is taken as the limit.
    init(bytesPerSecond: UInt64, at now: UInt64) {
        self.bytesPerSecond = min(max(bytesPerSecond, Self.rates.lowerBound), Self.rates.upperBound)
        emptyAt = now
    }

    /// The most that it holds: one byte at least.
    var capacity: Int { max(1, Int(Self.scaled(Self.burst, bytesPerSecond, Self.second))) }

    func available(at now: UInt64) -> Int {
        let time = now > emptyAt ? now - emptyAt : 0
        return time >= timeToFill ? capacity : Int(Self.scaled(time, bytesPerSecond, Self.second))
    }

    /// When that many will be there; a bucket that cannot hold them counts as asked for all it can.
    func time(for bytes: Int) -> UInt64 { emptyAt.saturatingAdd(duration(of: UInt64(min(bytes, capacity)))) }

    mutating func take(_ bytes: Int, at now: UInt64) {
        if now > emptyAt, now - emptyAt > timeToFill { emptyAt = now - timeToFill }  // what ran over is lost
        emptyAt = emptyAt.saturatingAdd(duration(of: UInt64(bytes)))
    }

    private var timeToFill: UInt64 { duration(of: UInt64(capacity)) }

    /// Rounded up: a rate is never exceeded.
    private func duration(of bytes: UInt64) -> UInt64 {
        let exact = Self.scaled(bytes, Self.second, bytesPerSecond)
        return Self.scaled(exact, bytesPerSecond, Self.second) < bytes ? exact + 1 : exact
    }

    /// a x b / c, rounded down, without overflow on the way.
    private static func scaled(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        guard product.high < c else { return .max }
        return c.dividingFullWidth(product).quotient
    }
}
