import Yams

/// Writes source nodes as YAML that reads back as the same nodes.
enum SourceWriter {
    static func text(of node: SourceNode) throws -> String {
        try Yams.serialize(node: yaml(of: node), width: -1, allowUnicode: true)
    }

    private static func yaml(of node: SourceNode) -> Node {
        switch node.content {
        case .scalar(let scalar):
            // The emitter would write an empty plain scalar as a quoted one, which is no longer nothing.
            node.isNull ? Node("null", .implicit, .plain) : self.scalar(scalar.text, isPlain: scalar.isPlain)
        case .sequence(let nodes):
            .sequence(Node.Sequence(nodes.map(yaml), .implicit, nodes.isEmpty ? .flow : .block))
        case .mapping(let entries):
            .mapping(
                Node.Mapping(
                    entries.map { (scalar($0.key, isPlain: true), yaml(of: $0.value)) }, .implicit,
                    entries.isEmpty ? .flow : .block))
        }
    }

    private static func scalar(_ text: String, isPlain: Bool) -> Node {
        Node(text, .implicit, isPlain ? .plain : .doubleQuoted)
    }
}
