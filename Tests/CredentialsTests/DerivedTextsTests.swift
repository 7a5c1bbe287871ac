import Testing

@testable import Credentials

@Suite struct DerivedTextsTests {
    /// RFC 4231, test case 2.
    @Test func `a text is the HMAC of its label`() {
        let texts = DerivedTexts(from: Secret(text: "Jefe"))
        #expect(
            texts.text(for: "what do ya want for nothing?")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `each label and each secret has a text of its own`() {
        let texts = DerivedTexts(from: Secret(text: "a"))
        #expect(texts.text(for: "access/1/2") != texts.text(for: "access/12"))
        #expect(texts.text(for: "x") == DerivedTexts(from: Secret(text: "a")).text(for: "x"))
        #expect(texts.text(for: "x") != DerivedTexts(from: Secret(text: "b")).text(for: "x"))
    }

    @Test func `what texts are derived from is not printed`() {
        let texts = DerivedTexts(from: Secret(text: "Jefe"))
        for text in ["\(texts)", String(reflecting: texts), "\(Mirror(reflecting: texts).children.count)"] {
            #expect(["(derived texts)", "0"].contains(text))
        }
    }
}
