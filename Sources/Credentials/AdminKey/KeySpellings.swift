/// The four ways in which a caller may spell one stored key: `K`, `Bearer K`, `sk-K` and `Bearer sk-K`.
///
/// Built once from the stored text; nothing is ever stripped from what a caller presents. That way a key that itself
/// begins with `sk-` works as typed, and an empty key has no spelling at all instead of matching `Bearer ` and `sk-`.
public struct KeySpellings: Equatable, Sendable {
    /// In the order above; empty for an empty key.
    public let all: [Secret]

    public init(of key: Secret) {
        all =
            key.isEmpty
            ? [] : Self.prefixes.map { prefix in key.withBytes { Secret(bytes: prefix + $0) } }
    }

    /// True when some text would be a spelling of both: then the holder of one could pass as the other.
    public func overlaps(_ other: KeySpellings) -> Bool {
        all.contains { spelling in other.all.contains(spelling) }
    }

    private static let prefixes = ["", "Bearer ", "sk-", "Bearer sk-"].map { Array($0.utf8) }
}
