/// One line of a configuration file: `[Section "name"]`, `field = value`, a comment behind `;` or `#`, or nothing.
enum ConfigurationLine: Equatable {
    case nothing
    case section(String, name: String?)
    case field(String, value: String)
    /// Neither; what it says is not repeated, it may be a key.
    case malformed

    init(_ line: Substring) {
        let text = line.trimmedEnds
        switch text.first {
        case nil, ";", "#": self = .nothing
        case "[": self = Self.section(text.dropFirst()) ?? .malformed
        default: self = Self.field(text) ?? .malformed
        }
    }

    private static func section(_ text: Substring) -> ConfigurationLine? {
        let word = text.prefix { $0.isASCII && $0.isLetter }
        var rest = text.dropFirst(word.count).trimmedEnds
        var name: String?
        if rest.first == "\"" {
            guard let (quoted, more) = quoted(rest) else { return nil }
            (name, rest) = (quoted, more.trimmedEnds)
        }
        guard !word.isEmpty, rest.first == "]", isEnd(rest.dropFirst()) else { return nil }
        return .section(String(word), name: name)
    }

    private static func field(_ text: Substring) -> ConfigurationLine? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let word = text[..<equals].trimmedEnds
        guard !word.isEmpty, word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
        return value(text[text.index(after: equals)...].trimmedEnds).map { .field(String(word), value: $0) }
    }

    /// In quotes, or as it stands up to a comment, which begins behind a blank: a key may hold the sign of one.
    private static func value(_ text: Substring) -> String? {
        if text.first == "\"" {
            guard let (quoted, rest) = quoted(text), isEnd(rest) else { return nil }
            return quoted
        }
        var former: Character = " "
        let stated = text.prefix { character in
            defer { former = character }
            return !(former.isWhitespace && isComment(character))
        }
        return String(stated.trimmedEnds)
    }

    /// A text in quotes, in which a backslash stands before a quote or a backslash, and what is behind it.
    private static func quoted(_ text: Substring) -> (String, rest: Substring)? {
        var result = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == "\"" { return (result, rest) }
            guard character == "\\" else {
                result.append(character)
                continue
            }
            guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else { return nil }
            result.append(escaped)
        }
        return nil
    }

    private static func isComment(_ character: Character) -> Bool { character == ";" || character == "#" }

    private static func isEnd(_ rest: Substring) -> Bool { rest.trimmedEnds.first.map(isComment) ?? true }
}

extension Substring {
    fileprivate var trimmedEnds: Substring {
        let front = drop(while: \.isWhitespace)
        return front[..<(front.lastIndex { !$0.isWhitespace }.map(front.index(after:)) ?? front.startIndex)]
    }
}
