import Credentials
import Testing

/// A4 rows 2, 3 and 12; pitfalls 14 and 15.
struct AdminKeyTextTests {
    @Test(arguments: ["k3y", "k3y\n", "\r\n k3y", "\t\u{B}\u{C}k3y "])
    func `ASCII white space at the ends is trimmed`(raw: String) {
        #expect(AdminKeyText(raw: Array(raw.utf8)) == .value(Secret(text: "k3y")))
    }

    @Test(arguments: ["", " ", "\n", " \t\r\n\u{B}\u{C}"])
    func `nothing but white space is no opinion, not a key that can be guessed`(raw: String) {
        #expect(AdminKeyText(raw: Array(raw.utf8)) == .blank)
    }

    @Test(arguments: ["a b", "a\nb", "a\tb", "a\u{0}b", "a\u{7F}b", "\u{1}a"])
    func `white space and control characters inside are malformed`(raw: String) {
        #expect(AdminKeyText(raw: Array(raw.utf8)) == .malformed(.illegalCharacter))
    }

    @Test func `four KiB are a key and one byte more is not, however much white space is around`() {
        let longest = [UInt8](repeating: 0x61, count: 4096)
        #expect(AdminKeyText(raw: longest + Array("\n\n".utf8)) == .value(Secret(bytes: longest)))
        #expect(AdminKeyText(raw: longest + [0x61]) == .malformed(.tooLong))
    }

    @Test func `bytes beyond ASCII are left as they are`() {
        let raw: [UInt8] = [0xFF, 0xC3, 0xA9]
        #expect(AdminKeyText(raw: raw) == .value(Secret(bytes: raw)))
    }

    @Test func `a generated key is 48 alphanumerics, well-formed, and another each time`() {
        var generator = SystemRandomNumberGenerator()
        let keys = (0..<20).map { _ in Secret.generatedAdminKey(using: &generator) }
        for key in keys {
            #expect(AdminKeyText(key) == .value(key))
            key.withBytes { bytes in
                #expect(bytes.count == 48)
                #expect(
                    bytes.allSatisfy {
                        Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber
                    })
            }
        }
        for (index, key) in keys.enumerated() { #expect(!keys[..<index].contains(key)) }
    }
}
