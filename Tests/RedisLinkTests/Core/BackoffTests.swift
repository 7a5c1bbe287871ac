import Testing

@testable import RedisLink

@Suite struct BackoffTests {
    @Test func `the bound doubles up to its limit, and every wait lies below it`() {
        var backoff = Backoff(start: 20, limit: 1000, seed: 1)
        for bound in [20, 40, 80, 160, 320, 640, 1000, 1000, 1000] as [UInt64] {
            #expect(backoff.next() <= bound)
        }
    }

    @Test func `the jitter is full: waits fill the whole range`() {
        let waits = (0..<2000 as Range<UInt64>).map { seed in
            var backoff = Backoff(start: 1000, limit: 1000, seed: seed)
            return backoff.next()
        }
        let thirds = [0..<334, 334..<667, 667..<1001].map { third in waits.filter { third.contains(Int($0)) }.count }
        #expect(thirds.allSatisfy { $0 > 500 })
    }

    @Test func `the same seed gives the same waits`() {
        var one = Backoff(start: 20, limit: 1000, seed: 7)
        var other = Backoff(start: 20, limit: 1000, seed: 7)
        #expect((0..<20).map { _ in one.next() } == (0..<20).map { _ in other.next() })
    }

    @Test func `a reset begins small again`() {
        var backoff = Backoff(start: 20, limit: 1_000_000, seed: 3)
        for _ in 0..<20 { _ = backoff.next() }
        backoff.reset()
        #expect(backoff.next() <= 20)
    }

    @Test func `a start above the limit is the limit, and the largest limit does not overflow`() {
        var small = Backoff(start: 5000, limit: 10, seed: 1)
        #expect(small.next() <= 10)
        var large = Backoff(start: 1, limit: .max, seed: 1)
        for _ in 0..<100 { _ = large.next() }
    }
}
