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

    /// The same against the spellings of one key, without making them: a replica asks this for each record that comes.
    public func overlaps(spellingsOf key: Secret) -> Bool {
        guard !key.isEmpty else { return false }
        return Self.prefixes.contains { prefix in all.contains { $0.is(prefix, followedBy: key) } }
    }

    static let prefixes = ["", "Bearer ", "sk-", "Bearer sk-"].map { Array($0.utf8) }
}

extension Secret {
    /// Takes a time that depends on the lengths only.
    fileprivate func `is`(_ prefix: [UInt8], followedBy rest: Secret) -> Bool {
        guard count == prefix.count + rest.count else { return false }
        return withBytes { bytes in
            rest.withBytes { rest in
                var difference: UInt8 = 0
                for index in prefix.indices { difference |= bytes[index] ^ prefix[index] }
                for index in rest.indices { difference |= bytes[prefix.count + index] ^ rest[index] }
                return difference == 0
            }
        }
    }
}
