import Checks

/// Everything that a finished run says, as texts and an exit code; pure, so that `check` says what `run` said.
///
///     let report = RunReport(findings: findings, description: description)
///     for file in report.files { try directory.write(file.text, to: file.path) }
///     print(report.terminal(isColoured: isatty(1) == 1))
///     exit(report.exitCode)
package struct RunReport: Sendable {
    package let findings: Findings
    package let description: RunDescription

    package init(findings: Findings, description: RunDescription) {
        self.findings = findings
        self.description = description
    }

    /// The plain finding held against what the scenario expects of itself.
    package var conclusion: Conclusion {
        Conclusion(
            verdict: findings.verdict, isInterrupted: description.isInterrupted, expected: description.expectedVerdict,
            expectedFailing: description.expectedFailing, expectations: findings.expectations)
    }

    package var exitCode: Int32 { conclusion.exitCode }

    /// `report.json`.
    package var json: String { JSONReport(run: self).text }

    /// `junit.xml`.
    package var junit: String { JUnitReport(run: self).text }

    /// The table for a person; ANSI colour only when asked for.
    package func terminal(isColoured: Bool) -> String { TerminalReport(run: self, ink: Ink(isOn: isColoured)).text }

    /// One line, plain: the scenario, the verdict and what it rests on.
    package var verdictLine: String { VerdictLine(run: self).text }

    /// What belongs into the run's directory; paths are relative to it.
    package var files: [ReportFile] {
        [ReportFile(path: "report.json", text: json), ReportFile(path: "junit.xml", text: junit)] + latencyFiles
    }

    /// `latency/<metric>.hgrm`, in milliseconds.
    package var latencyFiles: [ReportFile] {
        findings.latencies.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, histogram in
            ReportFile(path: "latency/\(name).hgrm", text: histogram.percentileText)
        }
    }
}

package struct ReportFile: Equatable, Sendable {
    /// Relative to the run's directory.
    package let path: String
    package let text: String
}
