/// Reads `expect-verdict` and `expect-failing`, for demonstrations of what goes wrong.
struct VerdictSection {
    let verdict: ExpectedVerdict
    let failing: [String]

    /// - Parameter expected: The metrics of `expect`, as written.
    init(_ fields: Fields, expected: [String]) {
        verdict = fields.choice("expect-verdict", of: ExpectedVerdict.self) ?? .pass
        let node = fields.value("expect-failing")
        failing = node.map { Self.readFailing($0, expected: expected, log: fields.log) } ?? []
        guard let node, verdict == .pass else { return }
        fields.log.report("expect-failing goes with expect-verdict: fail", at: node.position)
    }

    private static func readFailing(_ node: SourceNode, expected: [String], log: FindingLog) -> [String] {
        guard case .sequence(let nodes) = node.content else {
            log.report("expect-failing is a list of metrics, not \(node.typeName)", at: node.position)
            return []
        }
        return nodes.compactMap { node in
            guard let name = node.text(of: "expect-failing", log: log) else { return nil }
            if !expected.contains(name) {
                log.report(
                    "expect-failing names '\(name)', which is not in expect", at: node.position,
                    suggestion: Spelling.nearest(to: name, in: expected))
            }
            return name
        }
    }
}
