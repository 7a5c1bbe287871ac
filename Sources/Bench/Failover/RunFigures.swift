import Foundation

/// All that one run says for its cell.
struct RunFigures: Equatable, Sendable {
    let trace: RunTrace
    let report: ReportFigures
}

/// How one run ended, as far as the matrix is concerned.
enum RunEnding: Equatable, Sendable {
    case judged(RunFigures)
    /// Nothing can be said, and why: the checks called it inconclusive, or the run did not come to its end.
    case inconclusive([String])
}

extension RunEnding {
    init(trace: RunTrace, report: ReportFigures) {
        if !report.isConclusive {
            self = .inconclusive(report.reasons)
        } else if !trace.hasFailedOver {
            self = .inconclusive(["no other node became primary"])
        } else {
            self = .judged(RunFigures(trace: trace, report: report))
        }
    }
}
