import Crypto

/// The key of all fingerprints of one run, or of one slot (`k`): 16 random bytes.
public struct FingerprintKey: Equatable, Sendable {
    private let bytes: [UInt8]

    /// Nil unless there are 16 bytes.
    public init?(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == 16 else { return nil }
    }

    /// Drawn from the system's random source.
    public static func random() -> FingerprintKey {
        var generator = SystemRandomNumberGenerator()
        return FingerprintKey(
            drawn: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(drawn: [UInt8]) { bytes = drawn }

    /// Nil unless the text is 32 lower-case hex characters, as field `k` of a slot has them.
    public init?(hex text: [UInt8]) {
        guard text.count == 32, let high = Nonce(text: text[..<16]), let low = Nonce(text: text[16...])
        else {
            return nil
        }
        bytes = [high.bits, low.bits].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - $0 * 8)) }
        }
    }

    /// 32 lower-case hex characters: for the slot, never for a log.
    public var hex: String {
        stride(from: 0, to: 16, by: 8).map { start in
            Nonce(bits: bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }).description
        }.joined()
    }

    public func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result {
        try body(bytes)
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
