/// The delays of one change, one for each who got it; milliseconds.
struct DelaySamples {
    let median: Double
    let p99: Double
    let maximum: Double

    /// Nil without a sample.
    init?(nanoseconds: [UInt64]) {
        let delays = nanoseconds.map { Double($0) / 1e6 }
        guard let median = quantile(0.5, of: delays), let p99 = quantile(0.99, of: delays), let maximum = delays.max()
        else { return nil }
        self.median = median
        self.p99 = p99
        self.maximum = maximum
    }
}
