import FoundationEssentials

/// What may be told of an error's body (RFC 7591 section 3.2.2): its `error` and `error_description`, and nothing else.
///
/// A hostile or careless server echoes what it was sent, or what it made: so secrets that are known are taken out, URLs
/// are sanitised, and words that look like a token are not repeated.
package enum ServerComplaint {
    /// More than this of a body is not read for an error.
    package static let bodyLimit = 8192
    private static let longestCode = 64
    private static let longestDescription = 512
    /// Longer than any word of prose, shorter than any token that protects something.
    private static let longestWord = 20

    private struct Document: Decodable {
        var error: String?
        var error_description: String?
    }

    /// - Parameter secrets: what the request carried.
    /// - Returns: empty text when there is nothing to tell.
    package static func text(of body: [UInt8], hiding secrets: [Secret]) -> String {
        let capped = Data(body.prefix(bodyLimit))
        guard let document = try? JSONDecoder().decode(Document.self, from: capped) else { return "" }
        let code = (document.error ?? "").prefix(longestCode)
        let description = (document.error_description ?? "").prefix(longestDescription)
        return [code, description].filter { !$0.isEmpty }.map { clean(String($0), hiding: secrets) }
            .joined(separator: ": ")
    }

    private static func clean(_ text: String, hiding secrets: [Secret]) -> String {
        var text = text
        for secret in secrets where !secret.isEmpty {
            text = secret.withBytes { text.replacing(String(decoding: $0, as: UTF8.self), with: "(secret)") }
        }
        let printable = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        return LogSanitizer.sanitized(printable).split(separator: " ").map(word).joined(separator: " ")
    }

    /// The words of RFC 6749, 6750 and 7591 that are longer.
    private static let vocabulary: Set<Substring> = [
        "invalid_client_metadata", "invalid_software_statement", "unapproved_software_statement",
        "temporarily_unavailable",
    ]

    private static func word(_ word: Substring) -> String {
        if word.utf8.count <= longestWord || vocabulary.contains(word) { return String(word) }
        return origin(of: word) ?? "(…)"
    }

    /// Scheme and host of a URL: what follows may be a token.
    private static func origin(of word: Substring) -> String? {
        guard let scheme = ["https://", "http://"].first(where: word.hasPrefix) else { return nil }
        let host = word.dropFirst(scheme.count).prefix { $0 != "/" }
        return host.utf8.count <= longestHost ? "\(scheme)\(host)/(…)" : nil
    }

    /// Of what is told of a URL; a name in DNS may be longer, and a token as well.
    private static let longestHost = 64
}
