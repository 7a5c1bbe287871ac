import Crypto

/// Texts that everybody who has the secret can work out, and nobody else: HMAC-SHA-256 over a label, in hex.
///
/// Preparing the key is most of the work, and is done once.
package struct DerivedTexts: Sendable {
    private let prepared: HMAC<SHA256>

    package init(from secret: Secret) {
        prepared = secret.withBytes { HMAC<SHA256>(key: SymmetricKey(data: $0)) }
    }

    /// 64 lower-case hex characters.
    package func text(for label: String) -> String {
        var code = prepared
        code.update(data: Array(label.utf8))
        let hex = code.finalize().flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

/// With the prepared key every text can be worked out; so it prints no more than a secret does.
extension DerivedTexts: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(derived texts)" }
    package var debugDescription: String { "(derived texts)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
