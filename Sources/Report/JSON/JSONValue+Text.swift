extension JSONValue {
    /// The value as text that people can read: what holds no further object or list stands on one line.
    var text: String { text(indentedBy: 0) }

    private func text(indentedBy depth: Int) -> String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .string(let value): Self.quoted(value)
        case .number(let literal): literal
        case .array(let items):
            Self.enclosed(items.map { $0.text(indentedBy: depth + 1) }, "[", "]", isFlat: isFlat, depth)
        case .object(let members):
            Self.enclosed(
                members.map { Self.quoted($0.name) + ": " + $0.value.text(indentedBy: depth + 1) },
                "{", "}", isFlat: isFlat, depth)
        }
    }

    private var isFlat: Bool {
        switch self {
        case .array(let items): items.allSatisfy(\.isScalar)
        case .object(let members): members.allSatisfy(\.value.isScalar)
        default: true
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array(let items): items.isEmpty
        case .object(let members): members.isEmpty
        default: true
        }
    }

    private static func enclosed(
        _ parts: [String], _ opening: String, _ closing: String, isFlat: Bool, _ depth: Int
    ) -> String {
        guard !parts.isEmpty else { return opening + closing }
        guard !isFlat else { return "\(opening) \(parts.joined(separator: ", ")) \(closing)" }
        let inner = "\n" + String(repeating: "  ", count: depth + 1)
        let outer = "\n" + String(repeating: "  ", count: depth)
        return opening + inner + parts.joined(separator: "," + inner) + outer + closing
    }

    /// Everything that JSON requires to be escaped, and the line separators that some readers stumble over.
    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": text += escape(scalar)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// `\u001b`; only for what four digits can say.
    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
