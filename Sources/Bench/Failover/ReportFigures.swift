import Foundation

/// What the matrix takes from a run's `report.json`: the verdict of the checks, and the metrics that have a column.
struct ReportFigures: Decodable, Equatable, Sendable {
    struct Metric: Decodable, Equatable, Sendable { let value: Double? }
    struct Violation: Decodable, Equatable, Sendable { let check: String }

    let verdict: String
    let inconclusive: [String]
    let metrics: [String: Metric]
    let violations: [Violation]

    /// - Throws: `BenchError` for what is no report.
    init(report: Data) throws(BenchError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: report)
        } catch {
            throw BenchError("report.json cannot be read: \(error)")
        }
    }

    var isConclusive: Bool { verdict == "pass" || verdict == "fail" }

    /// Nil where the checks had nothing to measure it by.
    func value(_ metric: String) -> Double? { metrics[metric]?.value }

    /// What the checks know of late acceptances, in milliseconds: by replicas that had no excuse, and by those that were
    /// held by the fault.
    var lagOrExposure: Double? {
        let both = ["admin-key.revocation-lag.max", "admin-key.stale-exposure.max"].compactMap(value)
        return both.max()
    }
}
