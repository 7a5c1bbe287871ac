import Histogram

/// One invariant, or one assumption that the others rest on: a pure function from a run to what it says.
protocol Check: Sendable {
    static var name: String { get }
    /// Checks whose failure makes this one's answer worthless.
    static var buildsOn: [String] { get }
    /// It asks what replicas say of themselves, which a program that is not ours does not.
    static var needsInsideKnowledge: Bool { get }
    /// Whether a run has anything that it is about; it is not mentioned where there is none.
    static func applies(to context: CheckContext) -> Bool
    static func evaluate(_ context: CheckContext) -> CheckOutcome
}

extension Check {
    static var buildsOn: [String] { [] }
    static var needsInsideKnowledge: Bool { false }
    static func applies(to context: CheckContext) -> Bool { true }
}

struct CheckOutcome {
    static let mostViolations = 20

    private(set) var violations: [Violation] = []
    private(set) var violationCount = 0
    var inconclusive: [String] = []
    var metrics: [String: Measurement] = [:]
    var latencies: [String: Histogram<UInt32>] = [:]
    var detail = ""
    /// Why it did not judge at all.
    var skipped: String?

    /// Kept up to a number, then only counted.
    mutating func add(_ violation: Violation) {
        violationCount += 1
        if violations.count < Self.mostViolations { violations.append(violation) }
    }

    mutating func count(_ name: String, _ value: Int, samples: Int) {
        metrics[name] = Measurement(value: samples == 0 ? nil : Double(value), unit: "count", samples: samples)
    }

    mutating func duration(_ name: String, _ nanoseconds: Int64?, samples: Int) {
        let value = samples == 0 ? nil : nanoseconds?.milliseconds
        metrics[name] = Measurement(value: value, unit: "ms", samples: samples)
    }

    /// p50, p90, p99 and max of a distribution of nanoseconds, exact; and the histogram that the report writes.
    mutating func distribution(
        _ name: String, _ values: [Int64], of statistics: [String] = ["p50", "p90", "p99", "max"]
    ) {
        let sorted = values.sorted()
        for statistic in statistics {
            duration("\(name).\(statistic)", Self.statistic(statistic, of: sorted), samples: sorted.count)
        }
        guard !sorted.isEmpty else { return }
        latencies[name] = Self.histogram(sorted)
    }

    /// Of two metrics that have been measured.
    mutating func ratio(_ name: String, of dividend: String, to divisor: String) {
        let samples = min(metrics[dividend]?.samples ?? 0, metrics[divisor]?.samples ?? 0)
        guard let above = metrics[dividend]?.value, let below = metrics[divisor]?.value, below > 0 else {
            metrics[name] = Measurement(value: nil, unit: "ratio", samples: 0)
            return
        }
        metrics[name] = Measurement(value: above / below, unit: "ratio", samples: samples)
    }

    static func histogram(_ nanoseconds: [Int64]) -> Histogram<UInt32> {
        var histogram = Histogram<UInt32>(highestTrackableValue: longestMicroseconds)
        for value in nanoseconds { histogram.record(UInt64(clamping: min(value / 1_000, Int64(longestMicroseconds)))) }
        return histogram
    }

    /// An hour.
    private static let longestMicroseconds: UInt64 = 3_600_000_000

    /// By nearest rank.
    private static func statistic(_ name: String, of sorted: [Int64]) -> Int64? {
        guard let last = sorted.last else { return nil }
        guard let percent = Int(name.dropFirst()) else { return last }
        return sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }

    func result(named name: String) -> CheckResult {
        if let skipped { return CheckResult(name: name, status: .skipped, detail: skipped) }
        if violationCount > 0 {
            let first = violations.first.map { "\($0.expected); \($0.detail)" } ?? ""
            let more = violationCount > 1 ? " (and \(violationCount - 1) more)" : ""
            return CheckResult(name: name, status: .failed, detail: first + more)
        }
        if let reason = inconclusive.first { return CheckResult(name: name, status: .inconclusive, detail: reason) }
        return CheckResult(name: name, status: .passed, detail: detail)
    }
}
