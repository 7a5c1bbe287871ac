/// The wish to replace one refresh token: which, of which family, and in which attempt.
///
/// Keep it: after an unknown outcome the *same* rotation may be asked for again within ten seconds, and has the same
/// result.
public struct RefreshTokenRotation: Hashable, Sendable {
    public let requestID: String
    public let signature: String
    /// Tells a repeat of one attempt from a second use of the token.
    public let attempt: RotationAttempt

    public init(requestID: String, signature: String, attempt: RotationAttempt = RotationAttempt()) {
        self.requestID = requestID
        self.signature = signature
        self.attempt = attempt
    }
}

/// A number of 128 bits that nobody else draws.
public struct RotationAttempt: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Drawn from the system's random source.
    public init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    /// Drawn from a generator, for tests and simulated worlds.
    public init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        low = generator.next()
    }

    /// 32 hex characters.
    var hex: String { Self.hex(high) + Self.hex(low) }

    private static func hex(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
