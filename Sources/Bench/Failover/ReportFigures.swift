import Foundation

/// What the matrix takes from a run's `report.json`: the verdict of the checks, and the metrics that have a column.
struct ReportFigures: Decodable, Equatable, Sendable {
    struct Metric: Decodable, Equatable, Sendable { let value: Double? }
    struct Violation: Decodable, Equatable, Sendable { let check: String }
    struct Step: Decodable, Equatable, Sendable {
        let step: String
        let atMilliseconds: Double
        let outcome: String

        private enum CodingKeys: String, CodingKey {
            case step, outcome
            case atMilliseconds = "at_ms"
        }
    }

    let verdict: String
    let inconclusive: [String]
    let metrics: [String: Metric]
    let violations: [Violation]
    let steps: [Step]

    /// - Throws: `BenchError` for what is no report.
    init(report: Data) throws(BenchError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: report)
        } catch {
            throw BenchError("report.json cannot be read: \(error)")
        }
    }

    var isConclusive: Bool { verdict != "inconclusive" || reasons.isEmpty }

    /// Why the run shows nothing: all that the checks say, but for rotations that Redis refused. A scenario that wants
    /// each step done shows nothing without it; here a refusal is one of the answers that are counted, and with
    /// `min-replicas` the very thing that is asked for.
    var reasons: [String] {
        let refusals = steps.filter { $0.outcome == "failed" && $0.step.hasPrefix("rotate-admin-key") }
        let expected = Set(refusals.map { "\($0.step) at \(Int($0.atMilliseconds))ms failed" })
        return inconclusive.filter { !expected.contains($0) }
    }

    /// Nil where the checks had nothing to measure it by.
    func value(_ metric: String) -> Double? { metrics[metric]?.value }

    /// What the checks know of late acceptances, in milliseconds: by replicas that had no excuse, and by those that were
    /// held by the fault.
    var lagOrExposure: Double? {
        let both = ["admin-key.revocation-lag.max", "admin-key.stale-exposure.max"].compactMap(value)
        return both.max()
    }
}
