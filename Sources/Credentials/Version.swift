/// The number of a change: `max(stored + 1, floor + 1, TIME in ms)`, made inside the script that writes.
///
/// Decimal text of at most 14 digits, because Redis' Lua and cjson lose digits beyond (specs/versions.md section 1).
public struct Epoch: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: UInt64

    /// Nil for more than 14 digits.
    public init?(_ number: UInt64) {
        guard number <= Self.largest else { return nil }
        self.number = number
    }

    /// Nil unless the text is 1 to 14 decimal digits.
    public init?(text: some Sequence<UInt8>) {
        var number: UInt64 = 0
        var digits = 0
        for byte in text {
            guard byte >= 0x30, byte <= 0x39, digits < 14 else { return nil }
            number = number * 10 + UInt64(byte - 0x30)
            digits += 1
        }
        guard digits > 0 else { return nil }
        self.number = number
    }

    public static let zero = Epoch(validated: 0)
    static let largest: UInt64 = 99_999_999_999_999
    private init(validated: UInt64) { number = validated }

    public static func < (left: Epoch, right: Epoch) -> Bool { left.number < right.number }
    public var description: String { String(number) }
}

/// 64 random bits that tell two changes of the same epoch apart, and a retry from a new change.
public struct Nonce: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bits: UInt64

    public init(bits: UInt64) { self.bits = bits }

    /// Nil unless the text is 16 lower-case hex characters.
    public init?(text: some Sequence<UInt8>) {
        var bits: UInt64 = 0
        var digits = 0
        for byte in text {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            bits = bits << 4 | UInt64(digit)
            digits += 1
        }
        guard digits == 16 else { return nil }
        self.bits = bits
    }

    public static func < (left: Nonce, right: Nonce) -> Bool { left.bits < right.bits }
    public var description: String {
        let hex = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }
}

/// (epoch, nonce): the order of everything that changes under a fleet. The larger wins, in scripts and in replicas.
public struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let epoch: Epoch
    public let nonce: Nonce

    public init(epoch: Epoch, nonce: Nonce) {
        self.epoch = epoch
        self.nonce = nonce
    }

    public static func < (left: Version, right: Version) -> Bool {
        left.epoch == right.epoch ? left.nonce < right.nonce : left.epoch < right.epoch
    }

    public var description: String { "\(epoch):\(nonce)" }
}
