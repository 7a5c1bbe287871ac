/// An element of an XML document: either text or further elements inside.
struct XMLElement: Sendable {
    let name: String
    var attributes: [(name: String, value: String)]
    var children: [XMLElement] = []
    var content = ""

    init(_ name: String, _ attributes: [(name: String, value: String)] = [], content: String = "") {
        (self.name, self.attributes, self.content) = (name, attributes, content)
    }

    init(_ name: String, _ attributes: [(name: String, value: String)] = [], children: [XMLElement]) {
        (self.name, self.attributes, self.children) = (name, attributes, children)
    }

    /// The element as a document of its own.
    var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text(indentedBy: 0) }

    private func text(indentedBy depth: Int) -> String {
        let indent = String(repeating: "  ", count: depth)
        let written = attributes.map { " \($0.name)=\"\(Self.escaped($0.value, inAttribute: true))\"" }.joined()
        let opening = "\(indent)<\(name)\(written)"
        guard children.isEmpty else {
            return "\(opening)>\n" + children.map { $0.text(indentedBy: depth + 1) }.joined() + "\(indent)</\(name)>\n"
        }
        guard !content.isEmpty else { return "\(opening)/>\n" }
        return "\(opening)>\(Self.escaped(content, inAttribute: false))</\(name)>\n"
    }

    /// What XML 1.0 cannot say at all, escaped or not, becomes U+FFFD; a parser would refuse the whole document.
    private static func escaped(_ value: String, inAttribute: Bool) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"" where inAttribute: text += "&quot;"
            case "\n" where inAttribute, "\t" where inAttribute, "\r": text += "&#\(scalar.value);"
            case "\n", "\t", "\u{20}"..."\u{7E}", "\u{A0}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}",
                "\u{10000}"..."\u{10FFFF}":
                text.unicodeScalars.append(scalar)
            default: text += "\u{FFFD}"
            }
        }
        return text
    }
}
