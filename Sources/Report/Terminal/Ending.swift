import Checks

/// The last lines, ten at most: why the run did not simply pass, the verdict, and the command that runs it again.
struct Ending {
    let run: RunReport
    let ink: Ink

    var lines: [String] {
        guard run.conclusion != .passed else { return [verdict] }
        let rerun = "run it again: \(run.description.rerun.onOneLine)"
        return explanation.map { $0.clipped(to: TerminalLimits.lineLength) }.map(coloured) + [verdict, rerun]
    }

    private static var explanationLines: Int { TerminalLimits.endingLines - 2 }

    private var findings: Findings { run.findings }

    private var verdict: String {
        let style: Ink.Style =
            switch run.conclusion {
            case .passed, .failedAsExpected: .good
            case .failed, .failedOtherwise, .passedUnexpectedly: .bad
            case .inconclusive: .doubtful
            }
        return ink(style, run.verdictLine)
    }

    private func coloured(_ line: String) -> String { line.hasPrefix("✗") ? ink(.bad, line) : line }

    /// Violations in two lines each, then expectations and reasons of doubt in one, then what found no room.
    private var explanation: [String] {
        let violations = MostTelling(findings: findings).violations.prefix(TerminalLimits.violationsExplained)
        let told = violations.flatMap { ["✗ \($0.place)", "    \($0.reason)"] }
        let single = surprises + doubts
        let untold = findings.violations.count + findings.violationsOmitted - violations.count
        guard untold > 0 || told.count + single.count > Self.explanationLines else { return told + single }
        let shown = single.prefix(Self.explanationLines - 1 - told.count)
        return told + shown + [omission(untold + single.count - shown.count)]
    }

    private func omission(_ count: Int) -> String {
        "and \(Figures.counted(count, "more finding")): see \(run.description.directory.onOneLine)/report.json"
    }

    /// Expectations that did not do as they should; those that failed as expected come last.
    private var surprises: [String] {
        let marked = findings.expectations.map { (run.mark(of: $0), $0) }
        return [ExpectationMark.heldUnexpectedly, .missed, .missedAsExpected].flatMap { mark in
            marked.filter { $0.0 == mark }.map { sentence(mark, $0.1) }
        }
    }

    private func sentence(_ mark: ExpectationMark, _ result: ExpectationResult) -> String {
        let name = "\(result.expectation.metric) \(result.expectation.text)"
        let measured = "measured \(run.measured(result))"
        switch mark {
        case .heldUnexpectedly: return "✗ was expected to fail, but holds: \(name), \(measured)"
        case .missedAsExpected: return "✗ missed, as expected: \(name), \(measured)"
        default: return "✗ missed: \(name), \(measured)"
        }
    }

    private var doubts: [String] { findings.inconclusive.map { "? \($0)" } }
}
