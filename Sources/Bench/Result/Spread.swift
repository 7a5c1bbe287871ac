/// What repeats of one measurement gave: the median, and how far they lay apart.
package struct Spread: Equatable, Sendable {
    package let median: Double
    package let minimum: Double
    package let maximum: Double

    /// Nil without a sample.
    package init?(_ samples: [Double]) {
        let sorted = samples.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        minimum = first
        maximum = last
    }
}

/// The value below which `share` of the samples lie: nearest rank, so always one that was measured; nil without a sample.
package func quantile(_ share: Double, of samples: [Double]) -> Double? {
    let sorted = samples.sorted()
    guard !sorted.isEmpty else { return nil }
    let rank = (share * Double(sorted.count)).rounded(.up)
    return sorted[min(max(Int(rank), 1), sorted.count) - 1]
}

/// Ours to the floor's, measurement by measurement: both of a pair were taken in the same moments of the same machine.
package func ratios(_ ours: [Double], to floors: [Double]) -> [Double] {
    zip(ours, floors).compactMap { $1 > 0 ? $0 / $1 : nil }
}
