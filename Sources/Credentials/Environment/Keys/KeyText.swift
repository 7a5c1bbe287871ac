/// The bytes of one key, never empty, with a number made of them.
///
/// A rotator compares keys a great deal, and nearly all of them differ: the number says so in one step, and only keys
/// whose numbers agree are compared whole, in constant time. It is the same on every machine, so nothing that a
/// rotator does depends on a process' hash seed.
struct KeyText: Hashable, Sendable {
    let secret: Secret
    private let digest: UInt64

    /// Nil for an empty text: an undefined key.
    init?(_ secret: Secret) {
        guard !secret.isEmpty else { return nil }
        self.secret = secret
        digest = secret.withBytes { $0.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
    }

    static func == (left: KeyText, right: KeyText) -> Bool {
        left.digest == right.digest && left.secret == right.secret
    }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }

    /// The last four characters of a text of sixteen or more, and nothing of a shorter one.
    ///
    /// Characters are Unicode scalars: four of sixteen are at most a quarter of the key, whatever its alphabet. What
    /// does not show (a line break, say) becomes a question mark, so that a key cannot write into a log.
    var masked: String {
        let scalars = secret.withBytes { Array(String(decoding: $0, as: UTF8.self).unicodeScalars) }
        guard scalars.count >= 16 else { return "..." }
        return scalars.suffix(4).reduce(into: "...") { text, scalar in
            text.unicodeScalars.append(scalar.isVisible ? scalar : "?")
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .unassigned, .privateUse,
            .surrogate:
            false
        default: true
        }
    }
}
