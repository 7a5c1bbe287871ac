/// Collects the findings of one document while readers and rules pass over it.
///
/// A reference, because every reader of every section writes into the same list and none of them owns it.
final class FindingLog {
    private(set) var findings: [Finding] = []

    func report(_ message: String, at position: Position, suggestion: String? = nil) {
        let finding = Finding(position: position, message: message, suggestion: suggestion)
        guard !findings.contains(finding) else { return }
        findings.append(finding)
    }

    /// Sorted by position; findings at one position keep the order in which they were made.
    var sorted: [Finding] {
        findings.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            .map(\.element)
    }
}
