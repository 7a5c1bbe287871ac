/// The name of one managed key: a random UUID, made by whoever creates it.
public struct ManagedKeyID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Nil unless the text is 36 characters: lower-case hex in five groups.
    public init?(text: some Sequence<UInt8>) {
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        var count = 0
        for byte in text {
            if Self.isDash(count) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard count < Self.textCount, let digit = HexDigit.value(of: byte) else { return nil }
                halves = (halves.high << 4 | halves.low >> 60, halves.low << 4 | UInt64(digit))
            }
            count += 1
        }
        guard count == Self.textCount else { return nil }
        self.init(high: halves.high, low: halves.low)
    }

    /// Reads what an operator typed; its ends are trimmed.
    ///
    /// - Throws: ``ManagedKeyFlaw/blankID`` or ``ManagedKeyFlaw/malformedID``.
    public init(typed text: String) throws(ManagedKeyFlaw) {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty else { throw .blankID }
        guard let id = ManagedKeyID(text: trimmed.utf8) else { throw .malformedID }
        self = id
    }

    /// A fresh one, version 4.
    public static func random(using generator: inout some RandomNumberGenerator) -> ManagedKeyID {
        ManagedKeyID(
            high: generator.next() & ~0xF000 | 0x4000, low: generator.next() & ~(3 << 62) | 2 << 62)
    }

    package static let textCount = 36
    private static func isDash(_ place: Int) -> Bool { place == 8 || place == 13 || place == 18 || place == 23 }

    package func appendText(to bytes: inout [UInt8]) {
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 { bytes.append(UInt8(ascii: "-")) }
            let half = place < 16 ? high : low
            bytes.append(HexDigit.text(of: half >> UInt64(60 - place % 16 * 4)))
        }
    }

    public var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.textCount)
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As the text would sort.
    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}

/// Lower-case hex, digit by digit.
enum HexDigit {
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Of the lowest four bits.
    static func text(of bits: UInt64) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: bits & 15)
        return digit < 10 ? 0x30 + digit : 0x61 + digit - 10
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
