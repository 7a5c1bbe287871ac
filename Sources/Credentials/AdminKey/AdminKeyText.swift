/// What a stored or configured text says about the admin key, once its ends are trimmed.
///
/// A key that came with a newline from a command line must not lock every header client out, and a blank one must
/// never become a key that anybody can guess; hence trim, then judge.
public enum AdminKeyText: Equatable, Sendable {
    case value(Secret)
    /// Empty, or white space only: "no opinion".
    case blank
    case malformed(SlotDamage)

    /// The most bytes that a key may have after trimming.
    public static let maximumCount = 4096

    /// Trims ASCII white space from both ends of `raw` and judges the rest.
    public init(raw: some BidirectionalCollection<UInt8>) {
        guard let first = raw.firstIndex(where: { !Self.isWhiteSpace($0) }),
            let last = raw.lastIndex(where: { !Self.isWhiteSpace($0) })
        else {
            self = .blank
            return
        }
        let text = raw[first...last]
        if text.contains(where: Self.isIllegal) {
            self = .malformed(.illegalCharacter)
        } else if text.count > Self.maximumCount {
            self = .malformed(.tooLong)
        } else {
            self = .value(Secret(bytes: text))
        }
    }

    public init(_ secret: Secret) { self = secret.withBytes { AdminKeyText(raw: $0) } }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
    /// A header cannot carry these inside a token.
    private static func isIllegal(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
}

extension Secret {
    /// A fresh admin key: 48 alphanumeric characters, about 286 bits.
    ///
    /// Production passes a `SystemRandomNumberGenerator`; anything weaker is for tests and simulations.
    public static func generatedAdminKey(using generator: inout some RandomNumberGenerator) -> Secret {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return Secret(
            bytes: (0..<48).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
    }
}
