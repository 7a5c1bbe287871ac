import Credentials

/// application/x-www-form-urlencoded, in which OAuth wants a client's identity (RFC 6749 section 2.3.1 and appendix B).
enum FormText {
    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { plain.contains($0) ? [$0] : [0x25, digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    static func encoded(_ text: String) -> String { String(decoding: encoded(Array(text.utf8)), as: UTF8.self) }

    /// `name=value&…`
    static func body(_ fields: [(name: String, value: [UInt8])]) -> [UInt8] {
        Array(fields.map { Array("\($0.name)=".utf8) + encoded($0.value) }.joined(separator: [0x26]))
    }
}

/// RFC 4648 section 4.
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            text += (0...group.count).map { letters[bits >> (18 - 6 * $0) & 63] }
            text += Array(repeating: UInt8(ascii: "="), count: 3 - group.count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
