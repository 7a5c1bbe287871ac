/// The secret of one managed key, as its holder gets it once and presents it ever after: `kq_` and 43 characters.
public struct ManagedKeyToken: Equatable, Sendable {
    /// The whole token.
    public let secret: Secret

    /// Case-sensitive and mandatory.
    package static let prefix = Array("kq_".utf8)
    /// What is longer than this is nobody's token, and is not hashed.
    package static let longestPresented = 4096
    /// So that it can be presented with `Bearer ` before it.
    private static let longest = longestPresented - 7

    /// A fresh token of 32 random bytes.
    ///
    /// Production passes a `SystemRandomNumberGenerator`; anything weaker is for tests and simulations.
    public static func random(using generator: inout some RandomNumberGenerator) -> ManagedKeyToken {
        let bytes = (0..<4).flatMap { _ in
            let word: UInt64 = generator.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - $0 * 8)) }
        }
        return ManagedKeyToken(text: prefix + base64URL(bytes))
    }

    /// A token that somebody has already; nil for a text that no caller could present as it is: without the prefix, with
    /// nothing after it, with white space at an end, or too long to be looked at.
    public init?(_ secret: Secret) {
        let isWhole = secret.withBytes { bytes in
            bytes.count <= Self.longest
                && bytes.withUnsafeBytes { Self.hashedPart(of: $0)?.count == bytes.count - Self.prefix.count }
        }
        guard isWhole else { return nil }
        self.secret = secret
    }

    private init(text: [UInt8]) { secret = Secret(bytes: text) }

    /// What the store keeps of it.
    public var hash: ManagedKeyHash {
        secret.withBytes { bytes in
            bytes.withUnsafeBytes { ManagedKeyHash(of: UnsafeRawBufferPointer(rebasing: $0[Self.prefix.count...])) }
        }
    }

    /// What lists show: the prefix, three dots, and the last four characters if there are more than four.
    public var redacted: String {
        secret.withBytes { bytes in
            let tail = bytes.count > Self.prefix.count + 4 ? bytes.suffix(4) : []
            return String(decoding: Self.prefix + Array("...".utf8) + tail, as: UTF8.self)
        }
    }

    /// The URL alphabet, without padding.
    private static func base64URL(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return text
    }
}

extension ManagedKeyToken {
    /// The part of a presented text that is hashed, or nil when it can be no token.
    ///
    /// The ends are trimmed, and one `Bearer ` is taken off (exact case, one space; what follows is trimmed again). No
    /// length or alphabet is asked for: whoever hashes to a stored digest has the token.
    @inline(__always)
    static func hashedPart(of presented: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var part = presented
        if part.count > longestPresented { return nil }
        trim(&part)
        if starts(part, with: bearer) {
            part = UnsafeRawBufferPointer(rebasing: part[bearer.utf8CodeUnitCount...])
            trim(&part)
        }
        guard starts(part, with: tokenPrefix), part.count > tokenPrefix.utf8CodeUnitCount else { return nil }
        return UnsafeRawBufferPointer(rebasing: part[tokenPrefix.utf8CodeUnitCount...])
    }

    private static var bearer: StaticString { "Bearer " }
    private static var tokenPrefix: StaticString { "kq_" }

    @inline(__always)
    private static func starts(_ part: UnsafeRawBufferPointer, with text: StaticString) -> Bool {
        guard part.count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where part[index] != text.utf8Start[index] { return false }
        return true
    }

    @inline(__always)
    private static func trim(_ part: inout UnsafeRawBufferPointer) {
        var start = 0
        var end = part.count
        while start < end, isWhiteSpace(part[start]) { start += 1 }
        while start < end, isWhiteSpace(part[end - 1]) { end -= 1 }
        if start > 0 || end < part.count { part = UnsafeRawBufferPointer(rebasing: part[start..<end]) }
    }

    @inline(__always)
    private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
