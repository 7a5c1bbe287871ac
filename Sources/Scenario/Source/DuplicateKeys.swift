import Yams

/// Composes YAML in which keys are duplicated, so that all of them can be reported, and everything else too.
///
/// The parser refuses a mapping with a duplicated key and says where its first occurrence stands. That occurrence is
/// overwritten, scalar by scalar, with one from the private use area that no key has, and the text is parsed again:
/// lines and columns stay as they were.
enum DuplicateKeys {
    /// - Returns: The tree, and the true names of the keys that were overwritten in it.
    static func compose(_ text: String) throws -> (node: Node?, renamed: [String: String]) {
        var text = text
        var renamed: [String: String] = [:]
        while true {
            do {
                return (try Yams.compose(yaml: text), renamed)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) where renamed.count < Limits.duplicatedKeys
            {
                let placeholder = placeholder(number: renamed.count)
                let name = keys.first.flatMap { overwrite($0, at: context.mark, with: placeholder, in: &text) }
                guard let name, !name.isEmpty else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
                }
                renamed[String(repeating: String(placeholder), count: name.unicodeScalars.count)] = name
            }
        }
    }

    private static func placeholder(number: Int) -> Character {
        let first = 0xE000 as UInt32
        return Unicode.Scalar(first + UInt32(number)).map(Character.init) ?? "\u{E000}"
    }

    /// Overwrites the key at the mark; nil when it is written with escapes or over several lines.
    private static func overwrite(
        _ key: String, at mark: Mark, with placeholder: Character, in text: inout String
    ) -> String? {
        guard let start = index(of: mark, in: text) else { return nil }
        for quote in ["", "\"", "'"] {
            guard text.unicodeScalars[start...].starts(with: (quote + key + quote).unicodeScalars) else { continue }
            let from = text.unicodeScalars.index(start, offsetBy: quote.unicodeScalars.count)
            let to = text.unicodeScalars.index(from, offsetBy: key.unicodeScalars.count)
            text.replaceSubrange(from..<to, with: String(repeating: placeholder, count: key.unicodeScalars.count))
            return key
        }
        return nil
    }

    private static func index(of mark: Mark, in text: String) -> String.Index? {
        let scalars = text.unicodeScalars
        var line = 1
        var index = scalars.startIndex
        while line < mark.line {
            guard let newline = scalars[index...].firstIndex(of: "\n") else { return nil }
            index = scalars.index(after: newline)
            line += 1
        }
        return scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex)
    }
}
