import Yams

/// Turns YAML text into source nodes; what is no YAML becomes one finding, because nothing behind it can be read.
struct SourceComposer {
    let log: FindingLog

    /// - Returns: Nil after a finding.
    func compose(_ text: String) -> SourceNode? {
        guard text.utf8.count <= Limits.textBytes else {
            log.report("a scenario has at most \(Limits.textBytes) bytes", at: .start)
            return nil
        }
        do {
            let (node, renamed) = try DuplicateKeys.compose(text)
            guard let node, !Self.convert(node, renamed: [:]).isNull else {
                log.report("the scenario is empty", at: .start)
                return nil
            }
            return Self.convert(node, renamed: renamed)
        } catch {
            reportSyntax(error, in: text)
            return nil
        }
    }

    static func convert(_ node: Node, renamed: [String: String], position: Position? = nil) -> SourceNode {
        let here = position ?? Position(node.mark)
        return SourceNode(content: content(of: node, renamed: renamed, position: position), position: here)
    }

    private static func content(
        of node: Node, renamed: [String: String], position: Position?
    ) -> SourceNode.Content {
        switch node {
        case .scalar(let scalar):
            return .scalar(SourceScalar(text: scalar.string, isPlain: scalar.style == .plain))
        case .sequence(let sequence):
            return .sequence(sequence.map { convert($0, renamed: renamed, position: position) })
        case .mapping(let mapping):
            return .mapping(mapping.map { entry($0.key, $0.value, renamed: renamed, position: position) })
        case .alias:
            // The parser puts the anchored node in an alias's place; this case exists for documents built in memory.
            return .scalar(SourceScalar(text: "", isPlain: true))
        }
    }

    private static func entry(
        _ key: Node, _ value: Node, renamed: [String: String], position: Position?
    ) -> SourceEntry {
        let text = key.scalar?.string ?? "?"
        return SourceEntry(
            key: renamed[text] ?? text, keyPosition: position ?? Position(key.mark),
            value: convert(value, renamed: renamed, position: position))
    }
}

extension Position {
    static let start = Position.file(line: 1, column: 1)

    init(_ mark: Mark?) {
        self = mark.map { .file(line: $0.line, column: $0.column) } ?? .start
    }
}
