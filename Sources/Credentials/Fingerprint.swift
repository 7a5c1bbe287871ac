import Crypto

/// The key of all fingerprints of one run, or of one slot (`k`): 16 random bytes.
public struct FingerprintKey: Equatable, Sendable {
    /// In two numbers and not in an array: each record that a replica reads brings one.
    private let high: UInt64
    private let low: UInt64

    /// Nil unless there are 16 bytes.
    public init?(bytes: some Sequence<UInt8>) {
        var halves: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in bytes {
            halves = (halves.0 << 8 | halves.1 >> 56, halves.1 << 8 | UInt64(byte))
            count += 1
        }
        guard count == 16 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// Drawn from the system's random source.
    public static func random() -> FingerprintKey {
        var generator = SystemRandomNumberGenerator()
        return FingerprintKey(high: generator.next(), low: generator.next())
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Nil unless the text is 32 lower-case hex characters, as field `k` of a slot has them.
    public init?(hex text: some RandomAccessCollection<UInt8>) {
        guard text.count == 32, let high = Nonce(text: text.prefix(16)), let low = Nonce(text: text.dropFirst(16))
        else { return nil }
        self.init(high: high.bits, low: low.bits)
    }

    /// 32 lower-case hex characters: for the slot, never for a log.
    public var hex: String { Nonce(bits: high).description + Nonce(bits: low).description }

    public func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result {
        try body([high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - $0 * 8)) } })
    }
}

/// With the key, a fingerprint of a weak secret can be guessed; so it prints no more than a secret does.
extension FingerprintKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(fingerprint key)" }
    public var debugDescription: String { "(fingerprint key)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What logs, histories and reports say instead of a secret: 48 bits of HMAC-SHA-256, 12 hex characters.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Never zero; zero stands for "no value" in the history.
    public let bits: UInt64

    public init(of secret: Secret, key: FingerprintKey) { self = Fingerprinter(key: key).fingerprint(of: secret) }

    fileprivate init(code: HMAC<SHA256>.MAC) {
        bits = code.withUnsafeBytes { max(1, $0.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
    }

    public var description: String {
        let hex = String(bits, radix: 16)
        return String(repeating: "0", count: 12 - hex.count) + hex
    }
}

/// Makes fingerprints with one key. Preparing the key is two thirds of the work, and is done once.
public struct Fingerprinter: Sendable {
    private let prepared: HMAC<SHA256>

    public init(key: FingerprintKey) {
        prepared = key.withBytes { HMAC<SHA256>(key: SymmetricKey(data: $0)) }
    }

    public func fingerprint(of secret: Secret) -> Fingerprint {
        var code = prepared
        secret.withBytes { code.update(data: $0) }
        return Fingerprint(code: code.finalize())
    }
}
