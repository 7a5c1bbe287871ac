/// What every key of one storage begins with.
///
/// Made of a namespace and a name it is one hash tag, so that all keys of one authorization server are in one slot of a
/// cluster: `kq:auth:{demo:gw}:`.
public struct KeyPrefix: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// Nil for an empty text; its shape is the caller's affair.
    public init?(_ text: String) {
        guard !text.utf8.isEmpty else { return nil }
        self.text = text
    }

    /// - Throws: what is wrong with a part: no two pairs may have one prefix, and all keys must have one hash tag.
    public init(namespace: String, name: String) throws(KeyPrefixError) {
        guard !(namespace + name).utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
            throw .brace
        }
        guard !namespace.utf8.contains(UInt8(ascii: ":")) else { throw .colonInNamespace }
        text = "kq:auth:{\(namespace):\(name)}:"
    }
}

/// Why two texts make no prefix.
public enum KeyPrefixError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A brace would end the hash tag.
    case brace
    /// `a:b` with `c` would have the prefix of `a` with `b:c`: two servers, one storage.
    case colonInNamespace

    public var description: String {
        switch self {
        case .brace: "neither the namespace nor the name of a prefix may have a brace in it"
        case .colonInNamespace: "the namespace of a prefix may have no colon in it"
        }
    }
}
