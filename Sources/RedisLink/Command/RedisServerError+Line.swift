extension RedisServerError {
    /// The longest part of an error's text that is kept.
    static let messageBytes = 200

    /// Reads an error line as Redis sent it, without its leading `-`.
    init(line: some Collection<UInt8>) {
        let text = String(decoding: line.prefix(Self.messageBytes), as: UTF8.self)
        let word = text.prefix(while: { $0 != " " })
        let kind = Kind(rawValue: String(word)) ?? .other
        self.init(kind: kind, message: kind == .noPermission ? text : Self.withoutArguments(text))
    }

    /// Redis quotes what it was sent, such as an unknown command's arguments, and does not escape quotes inside: the text
    /// ends at the first opening quote.
    ///
    /// A refusal (NOPERM) is kept whole: it quotes the command's name and nothing else.
    static func withoutArguments(_ text: String) -> String {
        var previous: Character?
        for index in text.indices {
            if isOpening(text[index], after: previous) { return text[..<index] + "…" }
            previous = text[index]
        }
        return text
    }

    /// An apostrophe inside a word ("can't") opens nothing.
    private static func isOpening(_ character: Character, after previous: Character?) -> Bool {
        guard character == "'" || character == "`" || character == "\"" else { return false }
        return previous.map { !$0.isLetter } ?? true
    }
}
