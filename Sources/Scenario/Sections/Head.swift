/// What stands at the top of a scenario: its name, what it shows, its seed.
struct Head {
    let name: String
    let about: String
    let seed: UInt64

    init(_ fields: Fields) {
        let nameNode = fields.required("scenario")
        name = nameNode?.text(of: "scenario", log: fields.log) ?? ""
        about = fields.text("about") ?? ""
        seed = fields.value("seed").flatMap { Self.seed($0, log: fields.log) } ?? 0
        guard let nameNode, !name.isEmpty, !Self.isKebabCase(name) else { return }
        fields.log.report(
            "the name '\(name)' is not in kebab-case", at: nameNode.position, suggestion: Self.kebabCase(name))
    }

    /// Lower-case words of letters and digits, joined by single hyphens: it becomes part of a folder's name.
    private static func isKebabCase(_ name: String) -> Bool {
        guard name.utf8.count <= 64, name.first?.isLetter == true else { return false }
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }

    private static func kebabCase(_ name: String) -> String? {
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let candidate = words.joined(separator: "-")
        return isKebabCase(candidate) ? candidate : nil
    }

    private static func seed(_ node: SourceNode, log: FindingLog) -> UInt64? {
        guard let scalar = node.scalar(of: "seed", log: log, expected: "a whole number") else { return nil }
        if scalar.isPlain, let seed = UInt64(scalar.text) { return seed }
        log.report("seed is a whole number from 0 to \(UInt64.max), not '\(scalar.text)'", at: node.position)
        return nil
    }
}
