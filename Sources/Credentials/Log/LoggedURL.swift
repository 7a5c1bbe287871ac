/// One URL found in a log's text, from its scheme to the last byte that belongs to it.
///
/// Where it ends is the delicate part. White space ends it always. A quote ends it only where the same quote stands before
/// the scheme and what follows looks like prose: a password may hold quotes, and then the rest of it must not survive.
struct LoggedURL {
    /// Longest first, for one is the beginning of another.
    private static let schemes = ["https", "http", "rediss", "redis"].map { Array("\($0)://".utf8) }

    let text: [UInt8]
    /// Where the scheme begins.
    let start: Int
    private let scheme: [UInt8]
    /// Past the last byte that is part of the URL; what trails it is prose.
    let end: Int

    init?(firstIn text: [UInt8], from position: Int) {
        guard let (start, scheme) = Self.scheme(in: text, from: position) else { return nil }
        self.text = text
        self.start = start
        self.scheme = scheme
        end = Self.end(in: text, start: start, body: start + scheme.count)
    }

    private static func scheme(in text: [UInt8], from position: Int) -> (Int, [UInt8])? {
        var index = position
        while index < text.count {
            if let scheme = scheme(at: index, of: text) { return (index, scheme) }
            index += 1
        }
        return nil
    }

    private static func scheme(at index: Int, of text: [UInt8]) -> [UInt8]? {
        let first = text[index] | 0x20
        guard first == UInt8(ascii: "h") || first == UInt8(ascii: "r") else { return nil }
        return schemes.first { scheme in
            index + scheme.count <= text.count
                && zip(scheme, text[index...]).allSatisfy { $0 == $1 || $0.isLetter && $0 == $1 | 0x20 }
        }
    }

    private static func end(in text: [UInt8], start: Int, body: Int) -> Int {
        let quote = OpeningQuote(before: start, in: text)
        var index = body
        var mayBeSecret = false
        while index < text.count {
            let byte = text[index]
            if byte.isWhiteSpace || quote?.isClosed(at: index, in: text) == true { break }
            if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { mayBeSecret = true }
            // A list without blanks: the next URL has a user of its own. Inside a query it is part of the query.
            if !mayBeSecret, scheme(at: index, of: text) != nil { break }
            index += 1
        }
        return withoutTrailer(text, body, index)
    }

    /// Prose sets URLs before stops and into brackets. A bracket that the URL opened is its own: `http://[::1]`.
    private static func withoutTrailer(_ text: [UInt8], _ body: Int, _ end: Int) -> Int {
        var end = end
        while end > body, trailing.contains(text[end - 1]) {
            if text[end - 1] == UInt8(ascii: "]"), isBalanced(text[body..<end]) { break }
            end -= 1
        }
        return end
    }

    private static let trailing = Set(".,;:!?)]}>\"'".utf8)

    private static func isBalanced(_ bytes: ArraySlice<UInt8>) -> Bool {
        let opened = bytes.count { $0 == UInt8(ascii: "[") }
        return opened >= bytes.count { $0 == UInt8(ascii: "]") }
    }
}

extension LoggedURL {
    /// What goes into the log instead.
    var sanitized: [UInt8] {
        let body = text[(start + scheme.count)..<end]
        guard !body.isEmpty else { return Array(text[start..<end]) }
        let tail = body.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? body.endIndex
        let authorityEnd = body[..<tail].firstIndex(of: UInt8(ascii: "/")) ?? tail
        let user = body[..<authorityEnd].lastIndex(of: UInt8(ascii: "@"))
        let host = body[(user.map { $0 + 1 } ?? body.startIndex)..<authorityEnd]
        let path = body[authorityEnd..<tail]
        guard LoggedHost.isReadable(host), !hidesUser(path, behind: host) else {
            return scheme + Array(LogSanitizer.unreadable.utf8)
        }
        guard user != nil || tail != body.endIndex else { return Array(text[start..<end]) }
        return scheme + host + path
    }

    /// A path of Redis is a number; with an at sign in it a password held a slash. Behind a host with a port it may have
    /// been one that begins with digits: `https://bob:12/rest@host`.
    private func hidesUser(_ path: ArraySlice<UInt8>, behind host: ArraySlice<UInt8>) -> Bool {
        let mayHidePassword = scheme.first == UInt8(ascii: "r") || host.contains(UInt8(ascii: ":"))
        return mayHidePassword && path.contains(UInt8(ascii: "@"))
    }
}

/// A quote right before a scheme, and how it closes.
private struct OpeningQuote {
    let byte: UInt8
    /// It is inside of another text: `\"`.
    let isEscaped: Bool

    init?(before start: Int, in text: [UInt8]) {
        guard start > 0, text[start - 1] == UInt8(ascii: "\"") || text[start - 1] == UInt8(ascii: "'") else {
            return nil
        }
        byte = text[start - 1]
        isEscaped = start > 1 && text[start - 2] == UInt8(ascii: "\\")
    }

    private static let followers = Set(" \t\r\n.,;:!?)]}>\\/\"'".utf8)

    /// Whether the URL ends before `index`.
    func isClosed(at index: Int, in text: [UInt8]) -> Bool {
        var index = index
        if isEscaped {
            guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else { return false }
            index += 1
        } else if text[index - 1] == UInt8(ascii: "\\") {
            return false
        }
        guard text[index] == byte else { return false }
        return index + 1 == text.count || Self.followers.contains(text[index + 1])
    }
}

/// Host and port of a URL: whether they are what they should be.
private enum LoggedHost {
    static func isReadable(_ text: ArraySlice<UInt8>) -> Bool {
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = text[(text.startIndex + 1)..<close]
            return !address.isEmpty && address.allSatisfy { $0.isHexDigit || $0 == 0x3A || $0 == 0x2E || $0 == 0x25 }
                && isPort(text[(close + 1)...])
        }
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        return colon > text.startIndex && text[..<colon].allSatisfy(isNamePart) && isPort(text[colon...])
    }

    /// Nothing, or a colon and at most five digits.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        guard let colon = text.first else { return true }
        return colon == UInt8(ascii: ":") && text.count <= 6 && text.dropFirst().allSatisfy(\.isDigit)
    }

    private static let marks = Set("-._~".utf8)

    /// Names of other alphabets are taken as they come.
    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte >= 0x80 || marks.contains(byte)
    }
}

extension UInt8 {
    fileprivate var isWhiteSpace: Bool { self <= 0x20 || self == 0x7F }
    fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    fileprivate var isLetter: Bool { self | 0x20 >= 0x61 && self | 0x20 <= 0x7A }
    fileprivate var isHexDigit: Bool { isDigit || self | 0x20 >= 0x61 && self | 0x20 <= 0x66 }
}
