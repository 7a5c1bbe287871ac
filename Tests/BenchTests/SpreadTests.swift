import Testing

@testable import Bench

@Suite struct SpreadTests {
    @Test func `an odd number of samples has a middle one`() throws {
        let spread = try #require(Spread([5, 1, 3]))
        #expect(spread.median == 3)
        #expect(spread.minimum == 1)
        #expect(spread.maximum == 5)
    }

    @Test func `an even number of samples has the mean of the two in the middle`() {
        #expect(Spread([4, 1, 2, 10])?.median == 3)
    }

    @Test func `without a sample there is no spread`() {
        #expect(Spread([]) == nil)
    }

    @Test(arguments: [(0.5, 50.0), (0.99, 99), (1, 100), (0, 1)])
    func `a quantile is the nearest sample that was measured`(share: Double, value: Double) {
        #expect(quantile(share, of: (1...100).map(Double.init).shuffled()) == value)
    }

    @Test func `the slowest of few is their 99th hundredth`() {
        #expect(quantile(0.99, of: [3, 1, 2]) == 3)
        #expect(quantile(0.99, of: []) == nil)
    }

    @Test func `ratios pair measurements of the same moment, and a floor of nothing has none`() {
        #expect(ratios([4, 9, 5], to: [2, 3, 0]) == [2, 3])
    }

    @Test func `delays of a change become milliseconds`() throws {
        let delays = try #require(DelaySamples(nanoseconds: (1...100).map { $0 * 1_000_000 }))
        #expect(delays.median == 50)
        #expect(delays.p99 == 99)
        #expect(delays.maximum == 100)
        #expect(DelaySamples(nanoseconds: []) == nil)
    }
}
