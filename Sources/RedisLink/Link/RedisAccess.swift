/// A password: bytes that cannot be printed, dumped or encoded.
public struct RedisPassword: Sendable {
    private let bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    public init(text: String) { bytes = Array(text.utf8) }

    var argument: [UInt8] { bytes }
}

extension RedisPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(password)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Who we are to the server.
public struct RedisAccess: Sendable {
    /// The ACL user, nil for the default user.
    public let user: String?
    /// Nil when the server asks for none.
    public let password: RedisPassword?

    public init(user: String?, password: RedisPassword?) {
        self.user = user
        self.password = password
    }

    /// The default user without a password.
    public static let open = RedisAccess(user: nil, password: nil)

    /// The command that says so; nil when there is nothing to say.
    var command: RedisCommand? {
        guard let password else { return nil }
        return RedisCommand("AUTH", (user.map { [Array($0.utf8)] } ?? []) + [password.argument])
    }
}
