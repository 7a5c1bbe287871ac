/// The id of an environment, which is also a credential: browser clients present it. It is no secret and is shown as
/// it is; it has one slot, no grace and no additional form.
public struct EnvironmentID: Hashable, Sendable, CustomStringConvertible {
    /// UTF-8, because ids are equal byte by byte and `String` would also equate what merely looks the same.
    public let bytes: [UInt8]

    /// Nil for an empty text, which means "undefined".
    public init?(text: String) {
        guard !text.isEmpty else { return nil }
        bytes = Array(text.utf8)
    }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension EnvironmentID: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
