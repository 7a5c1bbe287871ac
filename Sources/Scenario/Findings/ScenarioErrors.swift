/// Why a text is no scenario: every finding at once, so that nobody mends them one run at a time.
package struct ScenarioErrors: Error, Equatable, Sendable {
    package let file: String
    /// In the order of the file, then of the command line.
    package let findings: [Finding]
}

extension ScenarioErrors: CustomStringConvertible {
    /// One line a finding.
    package var description: String {
        findings.map { $0.line(file: file) }.joined(separator: "\n")
    }
}
