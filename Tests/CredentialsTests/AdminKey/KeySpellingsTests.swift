import Credentials
import Testing

/// A4 rows 16 to 18; pitfalls 10, 16 and 25.
struct KeySpellingsTests {
    @Test func `a key has four spellings`() {
        let expected = ["K", "Bearer K", "sk-K", "Bearer sk-K"].map { Secret(text: $0) }
        #expect(KeySpellings(of: Secret(text: "K")).all == expected)
    }

    @Test func `an empty key has none`() {
        #expect(KeySpellings(of: Secret(text: "")).all.isEmpty)
    }

    @Test(arguments: [
        ("K", "K"), ("K", "sk-K"), ("sk-K", "K"), ("Bearer K", "K"), ("K", "Bearer sk-K"),

    ])
    func `spellings of two keys overlap`(admin: String, token: String) {
        #expect(KeySpellings(of: Secret(text: admin)).overlaps(KeySpellings(of: Secret(text: token))))
        #expect(KeySpellings(of: Secret(text: admin)).overlaps(spellingsOf: Secret(text: token)))
    }

    @Test(arguments: [
        ("K", "L"), ("sk-K", "Bearer K"), ("K", "k"), ("K", "sk-sk-sk-K"), ("K", ""), ("", ""),
    ])
    func `spellings of two keys do not overlap`(admin: String, token: String) {
        #expect(!KeySpellings(of: Secret(text: admin)).overlaps(KeySpellings(of: Secret(text: token))))
        #expect(!KeySpellings(of: Secret(text: admin)).overlaps(spellingsOf: Secret(text: token)))
    }
}
