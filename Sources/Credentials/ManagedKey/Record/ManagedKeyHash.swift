import Crypto

/// SHA-256 over the text of a token after its prefix: what is stored, and what a presented token is looked up by.
///
/// Unsalted and single-pass, which is acceptable because the input has 256 random bits. The text is hashed and never
/// decoded: else four spellings of each secret would pass. A hash appears in no message, list or log.
public struct ManagedKeyHash: Hashable, Sendable {
    /// The digest in four words, as they lie in memory.
    let words: (UInt64, UInt64, UInt64, UInt64)

    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// Hashes the text of a token after its prefix.
    public init(of text: UnsafeRawBufferPointer) {
        words = SHA256.hash(data: text).withUnsafeBytes { digest in
            (
                digest.loadUnaligned(as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
    }

    /// Nil unless the text is 64 lower-case hex characters.
    package init?(hex text: some RandomAccessCollection<UInt8>) {
        guard text.count == Self.hexCount, let first = Self.word(text.prefix(16)),
            let second = Self.word(text.dropFirst(16).prefix(16)),
            let third = Self.word(text.dropFirst(32).prefix(16)), let fourth = Self.word(text.suffix(16))
        else { return nil }
        words = (first, second, third, fourth)
    }

    package static let hexCount = 64

    private static func word(_ text: some Collection<UInt8>) -> UInt64? {
        Nonce(text: text).map { UInt64(bigEndian: $0.bits) }
    }

    /// For the store, never for a log.
    package var hex: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { Array(Nonce(bits: UInt64(bigEndian: $0)).description.utf8) }
    }

    public static func == (left: Self, right: Self) -> Bool { left.words == right.words }
    /// It is random already.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension ManagedKeyHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(hash)" }
    public var debugDescription: String { "(hash)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
