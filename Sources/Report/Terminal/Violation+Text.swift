import Checks

extension Violation {
    /// Where, with what and when: "late-acceptances: replica r17 incarnation 2, credential 3f9a…, at 2,412 ms, after …".
    var place: String {
        let parts = [
            replica.map { "replica \($0)" + (incarnation.map { " incarnation \($0)" } ?? "") },
            credential.map { "credential \($0)" },
            "at \(Figures.milliseconds(atMilliseconds))",
            afterStep.map { "after \($0)" },
        ].compactMap(\.self)
        return "\(check): \(parts.joined(separator: ", "))"
    }

    var reason: String { detail.isEmpty ? "expected: \(expected)" : "expected: \(expected); \(detail)" }
}
