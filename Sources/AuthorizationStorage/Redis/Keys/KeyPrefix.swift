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

    /// Nil when a part has a brace in it, which would end the hash tag.
    public init?(namespace: String, name: String) {
        guard !(namespace + name).utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
            return nil
        }
        text = "kq:auth:{\(namespace):\(name)}:"
    }
}
