/// Takes secrets out of the URLs in a text that is about to be logged: user and password, query, fragment.
///
/// ```swift
/// LogSanitizer.sanitized("Post \"https://bob:pw@a.test/x?k=1\": reset")  // Post "https://a.test/x": reset
/// ```
/// It looks at http, https, redis and rediss URLs in any case, wherever they stand, and leaves everything else as it is,
/// byte for byte. A URL that has nothing to hide stays as it is too. One whose host cannot be made out is replaced as a
/// whole: what cannot be read may hide anything. To sanitise twice changes nothing more.
public enum LogSanitizer {
    /// What stands for the authority and path of a URL that cannot be read; a name that nobody can own (RFC 2606).
    public static let unreadable = "redacted.invalid"

    /// - Returns: empty text for nil.
    public static func sanitized(_ text: String?) -> String {
        guard let text, text.utf8.contains(0x3A) else { return text ?? "" }
        return String(decoding: sanitized(Array(text.utf8)), as: UTF8.self)
    }

    static func sanitized(_ text: [UInt8]) -> [UInt8] {
        var clean: [UInt8] = []
        clean.reserveCapacity(text.count)
        var position = 0
        while let found = LoggedURL(firstIn: text, from: position) {
            clean += text[position..<found.start]
            clean += found.sanitized
            position = found.end
        }
        return clean + text[position...]
    }
}
