import Testing

@testable import Credentials

/// Texts from a generator: no secret of any URL survives, the prose around it does, and twice is as good as once.
@Suite struct LogSanitizerPropertyTests {
    private static let rounds: UInt64 = 4_000

    @Test func `no secret survives, and all prose does`() {
        for seed in 0..<Self.rounds {
            var text = LoggedText(seed: seed)
            text.write()
            let clean = LogSanitizer.sanitized(text.text)
            for secret in text.secrets { #expect(!clean.contains(secret), "seed \(seed): \(text.text) gave \(clean)") }
            for word in text.prose { #expect(clean.contains(word), "seed \(seed): \(text.text) gave \(clean)") }
            #expect(LogSanitizer.sanitized(clean) == clean, "seed \(seed): \(text.text)")
        }
    }

    /// Anything at all, of the bytes that matter.
    @Test func `to sanitise twice changes nothing more`() {
        let pieces = [
            "http://", "https://", "redis://", "rediss://", "HTTP://", "a", "1", "@", ":", "/", "?", "#", "\"", "'",
            "\\",
            " ", "[", "]", "(", ")", ".", ",", "%", "\n", "é", "redacted.invalid",
        ]
        for seed in 0..<5 * Self.rounds {
            var random = SeededGenerator(seed: seed)
            let count = Int.random(in: 0...24, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let once = LogSanitizer.sanitized(text)
            #expect(LogSanitizer.sanitized(once) == once, "seed \(seed): \(text)")
        }
    }

    /// Whatever the text: what is left of a URL of ours has a user, a query or a fragment nowhere.
    @Test func `nothing that is left looks like a secret`() {
        for seed in 0..<Self.rounds {
            var text = LoggedText(seed: seed ^ 0xABCD)
            text.write()
            for part in LogSanitizer.sanitized(text.text).split(separator: " ") {
                guard let scheme = part.firstRange(of: "://") else { continue }
                let authority = part[scheme.upperBound...].prefix { $0 != "/" }
                #expect(!authority.contains("@"), "seed \(seed): \(text.text)")
            }
        }
    }
}

/// Prose with URLs in it, and a list of what is secret.
private struct LoggedText {
    private(set) var text = ""
    private(set) var secrets: [String] = []
    private(set) var prose: [String] = []
    private var random: SeededGenerator
    private var count = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func write() {
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            word()
            let (before, after) = Self.frames.randomElement(using: &random) ?? ("", "")
            text += before + url() + after
        }
        word()
    }

    private static let frames = [
        ("", ""), ("\"", "\":"), ("(", ")"), ("<", ">,"), ("'", "'"), ("\"", "\""), ("[", "]!"), ("", "."), ("", ";"),
        ("{\"url\":\"", "\"}"), ("\\\"", "\\\","),
    ]
    private static let schemes = ["http", "https", "redis", "rediss", "HTTP", "Https", "ReDiSs"]
    private static let hosts = ["a.demo.test", "127.0.0.1", "[::1]", "b.demo.test:8443", "LOCALHOST:1", "x"]
    /// Nothing that ends a URL, and everything else that a password may hold.
    private static let oddities = ["", "%zz", "$", "&", "=", "+", "~", "|", "ü", "%41", "*", "`", "\"w", "'s", "\\x"]

    private mutating func word() {
        count += 1
        let word = "word\(count)"
        prose.append(word)
        text += (text.isEmpty ? "" : " ") + word + " "
    }

    private mutating func secret() -> String {
        count += 1
        let odd = Self.oddities.randomElement(using: &random) ?? ""
        let (first, second) = ("hush\(count)a", "hush\(count)b")
        secrets += [first, second]
        return first + odd + second
    }

    private mutating func url() -> String {
        let isSecret = Bool.random(using: &random)
        var url = (Self.schemes.randomElement(using: &random) ?? "http") + "://"
        if isSecret { url += "\(secret()):\(secret())@" }
        url += Self.hosts.randomElement(using: &random) ?? ""
        if Bool.random(using: &random) { url += "/path" }
        if Bool.random(using: &random) { url += "?\(secret())=\(secret())" }
        if Bool.random(using: &random) { url += "#\(secret())" }
        return url
    }
}
