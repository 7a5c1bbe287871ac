/// One line of the table; rates are of the median round.
package struct ChecksBenchRow: Codable, Sendable {
    package let what: String
    package let count: Int
    package let medianSeconds: Double
    package let minimumSeconds: Double
    package let maximumSeconds: Double
    package let perSecond: Double
    package let floorPerSecond: Double?
    /// Ours to the floor's, by time.
    package let ratioToFloor: Double?

    enum CodingKeys: String, CodingKey {
        case what, count
        case medianSeconds = "median_s"
        case minimumSeconds = "min_s"
        case maximumSeconds = "max_s"
        case perSecond = "per_s"
        case floorPerSecond = "floor_per_s"
        case ratioToFloor = "ratio_to_floor"
    }

    init(_ what: String, count: Int, _ rounds: [Double], floor: [Double] = []) {
        let sorted = rounds.sorted()
        let median = sorted[sorted.count / 2]
        let floorSeconds = floor.isEmpty ? nil : floor.sorted()[floor.count / 2]
        self.what = what
        self.count = count
        medianSeconds = median
        minimumSeconds = sorted[0]
        maximumSeconds = sorted[sorted.count - 1]
        perSecond = Double(count) / median
        floorPerSecond = floorSeconds.map { Double(count) / $0 }
        ratioToFloor = floorSeconds.map { median / $0 }
    }
}
