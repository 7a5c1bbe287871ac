import Checks

/// The report as a table for a person. A run that did not simply pass explains itself in the last ten lines.
struct TerminalReport {
    let run: RunReport
    let ink: Ink

    var text: String {
        let sections = [
            Heading(run: run, ink: ink).lines, LatencyTable(findings: findings, ink: ink).lines,
            CountTable(findings: findings, ink: ink).lines, Facts(findings: findings, ink: ink).lines,
            BoundSentences(findings: findings, ink: ink).lines, ExpectationList(run: run, ink: ink).lines,
            Ending(run: run, ink: ink).lines,
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var findings: Findings { run.findings }
}
