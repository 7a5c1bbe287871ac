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
        return FingerprintKey(drawn: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(drawn: [UInt8]) { bytes = drawn }

    public func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result { try body(bytes) }
}

/// What logs, histories and reports say instead of a secret: 48 bits of HMAC-SHA-256, 12 hex characters.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Never zero; zero stands for "no value" in the history.
    public let bits: UInt64

    public init(of secret: Secret, key: FingerprintKey) {
        let code = key.withBytes { key in
            secret.withBytes { HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: key)) }
        }
        bits = max(1, code.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    public var description: String {
        let hex = String(bits, radix: 16)
        return String(repeating: "0", count: 12 - hex.count) + hex
    }
}
