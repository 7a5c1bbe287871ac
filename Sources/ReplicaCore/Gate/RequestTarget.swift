/// A request's path and query, read once: what is judged is what is routed (W16).
///
/// Nothing is repaired. A path with a dot segment, an empty segment, a slash or a backslash behind a percent sign, a
/// control character or a percent sequence that is none has two readings, and so is nobody's: 400. What is left is
/// decoded exactly once, and one slash at its end means nothing.
package struct RequestTarget: Sendable {
    /// Begins with a slash and does not end with one, but for the root; decoded.
    package let path: Substring
    /// As it came, without the question mark; nil without one.
    package let query: Substring?

    /// The longest target that is looked at, in bytes.
    package static let longest = 16 * 1024

    /// Reads the target of a request line, `/path?query` or `http://host/path?query`; nil for any other, and for one that
    /// has two readings.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest, let origin = Self.origin(of: text) else { return nil }
        let end = origin.utf8.firstIndex(of: UInt8(ascii: "?"))
        let raw = origin[..<(end ?? origin.endIndex)]
        query = end.map { origin[origin.utf8.index(after: $0)...] }
        guard query?.utf8.allSatisfy(Self.isVisible) ?? true, let path = Self.path(raw) else { return nil }
        self.path = path
    }

    /// From the path on: whoever asks a server for a whole URL asks for its path.
    private static func origin(of text: String) -> Substring? {
        if text.utf8.first == slash { return text[...] }
        guard let scheme = ["http://", "https://"].first(where: { text.utf8.starts(with: $0.utf8) }) else { return nil }
        let host = text.utf8.dropFirst(scheme.utf8.count)
        guard let first = host.firstIndex(of: slash), first > host.startIndex else { return nil }
        return text[first...]
    }

    private static func path(_ raw: Substring) -> Substring? {
        guard raw.utf8.allSatisfy(isOfPath) else { return nil }
        let decoded: Substring
        if raw.utf8.contains(percent) {
            guard let text = PercentText.decoded(raw.utf8, isAllowed: isDecoded) else { return nil }
            decoded = text[...]
        } else {
            decoded = raw
        }
        return hasOneReading(decoded) ? withoutLastSlash(decoded) : nil
    }

    private static func withoutLastSlash(_ path: Substring) -> Substring {
        path.utf8.count > 1 && path.utf8.last == slash ? path.dropLast() : path
    }

    /// No segment is `.`, `..` or empty; but for the one behind the last slash.
    private static func hasOneReading(_ path: Substring) -> Bool {
        var length = 0
        var dots = 0
        for byte in path.utf8.dropFirst() {
            guard byte == slash else {
                length += 1
                if byte == UInt8(ascii: ".") { dots += 1 }
                continue
            }
            guard length > 0, !isDotted(length, dots) else { return false }
            (length, dots) = (0, 0)
        }
        return !isDotted(length, dots)
    }

    private static func isDotted(_ length: Int, _ dots: Int) -> Bool { (1...2).contains(length) && dots == length }

    /// RFC 3986: what may stand in a path as it is, and the percent sign.
    private static func isOfPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "$")...UInt8(ascii: ";"): true  // $ % & ' ( ) * + , - . / 0-9 : ;
        case UInt8(ascii: "!"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func isDecoded(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F && byte != slash && byte != UInt8(ascii: "\\")
    }

    private static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "#") }

    private static let slash = UInt8(ascii: "/")
    private static let percent = UInt8(ascii: "%")
}

/// Reads what was percent-encoded, once.
enum PercentText {
    /// Nil when a percent sign is not followed by two hex digits, when a byte that was encoded must not be, or when the
    /// result is no UTF-8.
    ///
    /// - Parameter isAllowed: for what an encoding stands for; what is not encoded is taken as it is.
    static func decoded(
        _ text: Substring.UTF8View, plusIsSpace: Bool = false, isAllowed: (UInt8) -> Bool = { _ in true }
    ) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
                continue
            }
            guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit),
                isAllowed(high << 4 | low)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
