/// One node of a scenario's YAML with the place where it was written.
///
/// Not the YAML library's own node: a value set on the command line has a position too, and duplicated keys have to
/// survive until they are reported together with everything else.
struct SourceNode: Equatable, Sendable {
    indirect enum Content: Equatable, Sendable {
        case scalar(SourceScalar)
        case sequence([SourceNode])
        case mapping([SourceEntry])
    }

    var content: Content
    var position: Position
}

/// A leaf, as text: what type it has is for its reader to say, not for YAML 1.1, to which `on` and `no` are booleans.
struct SourceScalar: Equatable, Sendable {
    var text: String
    /// Neither quoted nor a block: to YAML such a text may be a number, a boolean or nothing.
    var isPlain: Bool
}

struct SourceEntry: Equatable, Sendable {
    var key: String
    var keyPosition: Position
    var value: SourceNode
}

extension SourceNode {
    /// The value of the first entry with that key.
    subscript(key: String) -> SourceNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// `key:` with nothing behind it, which stands for an empty mapping.
    var isNull: Bool {
        guard case .scalar(let scalar) = content, scalar.isPlain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// What it is, for "a list stands where …".
    var typeName: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): isNull ? "nothing" : "'\(scalar.text)'"
        }
    }
}
