import Crypto
import Credentials
import Testing

/// B2, B5; pitfalls 48 and 49.
struct ManagedKeyTokenTests {
    @Test func `a token is the prefix and 43 characters of the URL alphabet`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let text = ManagedKeyToken.random(using: &generator).secret.text
            #expect(text.wholeMatch(of: /kq_[A-Za-z0-9_\-]{43}/) != nil)
        }
    }

    @Test func `no two tokens and no two ids are alike`() {
        var generator = SystemRandomNumberGenerator()
        let tokens = (0..<1000).map { _ in ManagedKeyToken.random(using: &generator).secret.text }
        #expect(Set(tokens).count == tokens.count)
        let ids = (0..<1000).map { _ in ManagedKeyID.random(using: &generator) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `32 random bytes come out as their base64 text`() throws {
        struct Bytes: RandomNumberGenerator {
            func next() -> UInt64 { 0x0001_0203_FBFF_BFFE }
        }
        var generator = Bytes()
        let text = ManagedKeyToken.random(using: &generator).secret.text
        #expect(text == "kq_AAECA_v_v_4AAQID-_-__gABAgP7_7_-AAECA_v_v_4")
    }

    @Test func `the hash is SHA-256 over the text after the prefix, as lower-case hex`() throws {
        let token = try #require(ManagedKeyToken(Secret(text: "kq_abc")))
        #expect(
            String(decoding: token.hash.hex, as: UTF8.self)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ManagedKeyHash(hex: token.hash.hex) == token.hash)
    }

    /// Pitfall 48: the last of 43 characters has two unused bits.
    @Test func `three other texts of the same 32 bytes are other tokens`() throws {
        var table = ManagedKeyTable()
        _ = table.merge(Keys.record(1))
        let text = Keys.token(1).secret.text
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(text.last.flatMap { alphabet.firstIndex(of: $0) })
        #expect(last % 4 == 0)
        for twin in 1...3 { #expect(table.decide(text.dropLast() + [alphabet[last + twin]]) == .unknown) }
        #expect(table.decide(text).isAccepted)
    }

    @Test(arguments: [
        ("kq_0123456789abcd", "kq_...abcd"), ("kq_12345", "kq_...2345"), ("kq_1234", "kq_..."), ("kq_1", "kq_..."),
    ])
    func `a redacted token shows its prefix and its last four characters`(text: String, redacted: String) throws {
        #expect(try #require(ManagedKeyToken(Secret(text: text))).redacted == redacted)
    }

    @Test(arguments: [
        "", "kq_", "KQ_abc", "kq-abc", "sk_abc", " kq_abc", "kq_abc\n", "kq_abc ", "kq_ ", "Bearer kq_abc",
        "kq_" + String(repeating: "a", count: 4087),
    ])
    func `a text that nobody could present as it is is no token`(text: String) {
        #expect(ManagedKeyToken(Secret(text: text)) == nil)
    }

    @Test(arguments: ["kq_a", "kq_a b", "kq_kq_", "kq_" + String(repeating: "a", count: 4086)])
    func `every other text with the prefix is one, and passes when it is presented`(text: String) throws {
        let token = try #require(ManagedKeyToken(Secret(text: text)))
        var table = ManagedKeyTable()
        _ = table.merge(
            ManagedKeyRecord(
                id: Keys.id(1), name: "a", redactedValue: token.redacted, hash: token.hash, createdAt: Keys.now,
                updatedAt: Keys.now, revision: Epoch(1) ?? .zero))
        #expect(table.decide(text).isAccepted && table.decide("Bearer " + text).isAccepted)
    }

    @Test func `tokens and hashes print nothing of themselves`() throws {
        let token = try #require(ManagedKeyToken(Secret(text: "kq_verysecret")))
        let hex = String(decoding: token.hash.hex, as: UTF8.self)
        let new = NewManagedKey(
            id: Keys.id(1), draft: try ManagedKeyDraft(name: "a", now: Keys.now), token: token)
        var dumped = ""
        dump(token, to: &dumped)
        dump(new, to: &dumped)
        dump(Keys.record(1), to: &dumped)
        for text in [dumped, "\(token)", "\(token.hash)", String(reflecting: new)] {
            #expect(!text.contains("verysecret") && !text.contains(hex.prefix(16)))
        }
    }
}

private func + (text: Substring, characters: [Character]) -> String { String(text) + String(characters) }
