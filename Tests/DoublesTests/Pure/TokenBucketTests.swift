import Testing

@testable import Doubles

@Suite struct TokenBucketTests {
    static let rates: [UInt64] = [1, 3, 49, 50, 51, 1_000, 65_537, 1_000_000, 999_999_937, 100_000_000_000]

    /// Takes as much as there is, at times of the bucket's own choosing and at others; every byte with its time.
    private func drain(_ rate: UInt64, _ turns: Int, from start: UInt64) -> [(at: UInt64, bytes: Int)] {
        var bucket = TokenBucket(bytesPerSecond: rate, at: start)
        var now = start
        return (0..<turns).map { turn in
            now = max(now, bucket.time(for: bucket.capacity)) + UInt64(turn % 3) * 700
            let bytes = bucket.available(at: now)
            bucket.take(bytes, at: now)
            return (now, bytes)
        }
    }

    @Test(arguments: rates) func `never more passes than the rate allows since the beginning`(_ rate: UInt64) {
        var total = 0.0
        for (at, bytes) in drain(rate, 500, from: 5_000) {
            total += Double(bytes)
            #expect(total <= Double(at - 5_000) * Double(rate) / 1e9 * (1 + 1e-9))
        }
    }

    @Test(arguments: rates) func `who takes what there is when told gets the rate`(_ rate: UInt64) throws {
        let taken = drain(rate, 500, from: 0)
        let last = try #require(taken.last)
        let total = taken.reduce(0.0) { $0 + Double($1.bytes) }
        // 500 takes, each up to 1.4 µs after the bucket was full: what ran over, and one byte of rounding for each.
        let lost = 500 * (1 + Double(rate) * 1.4e-6)
        #expect(total >= Double(last.at) * Double(rate) / 1e9 - lost)
    }

    @Test(arguments: rates) func `it begins empty, and a long idle time fills it once`(_ rate: UInt64) {
        var bucket = TokenBucket(bytesPerSecond: rate, at: 7)
        #expect(bucket.available(at: 7) == 0)
        let late: UInt64 = 3_600_000_000_000
        #expect(bucket.available(at: late) == bucket.capacity)
        #expect(Double(bucket.capacity) <= max(1, Double(rate) / 50))
        bucket.take(bucket.capacity, at: late)
        #expect(bucket.available(at: late) == 0)
    }

    @Test(arguments: rates) func `at the time that it names the bytes are there, and not before`(_ rate: UInt64) {
        let bucket = TokenBucket(bytesPerSecond: rate, at: 100)
        for bytes in Set([1, bucket.capacity / 2 + 1, bucket.capacity]) where bytes <= bucket.capacity {
            let time = bucket.time(for: bytes)
            #expect(bucket.available(at: time) >= bytes)
            if rate <= 1_000_000_000 { #expect(bucket.available(at: time - 1) < bytes) }
        }
    }

    @Test func `a clock that goes back gives nothing, and breaks nothing`() {
        let bucket = TokenBucket(bytesPerSecond: 1_000, at: 1_000)
        #expect(bucket.available(at: 0) == 0)
        #expect(TokenBucket(bytesPerSecond: 0, at: 0).bytesPerSecond == 1)
    }
}
