/// A word of mapped memory that carries its own check: 60 bits of value, and above them the exclusive-or of their
/// fifteen nibbles.
///
/// One store changes value and check together. So whatever prefix of a sequence of stores a killed writer left is
/// valid word by word, while a single flipped bit is not; zero is the seal of zero, as a fresh file has it.
struct SealedWord: Equatable {
    let bits: UInt64

    /// Values beyond 60 bits are cut to the largest: nanoseconds of 36 years.
    init(_ value: UInt64) {
        let kept = min(value, Self.largest)
        bits = kept | Self.fold(kept) << 60
    }

    init(bits: UInt64) { self.bits = bits }

    var isValid: Bool { Self.fold(bits) == 0 }
    /// Without a look at the check.
    var value: UInt64 { bits & Self.largest }

    static let largest: UInt64 = 1 << 60 - 1

    private static func fold(_ word: UInt64) -> UInt64 {
        var folded = word
        folded ^= folded >> 32
        folded ^= folded >> 16
        folded ^= folded >> 8
        folded ^= folded >> 4
        return folded & 0xF
    }
}
