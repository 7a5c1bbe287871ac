/// One command as Redis gets it: a list of binary-safe arguments, the first of which is its name.
public struct RedisCommand: Sendable {
    /// For whoever sends the same bytes by other means, to compare.
    package let arguments: [[UInt8]]
    /// The only part of a command that an error may show: the first argument, for a script the script's name too.
    public let name: String
    /// A script may fail after its first write: then its error does not say that nothing happened.
    let isScript: Bool

    public init(_ name: String, _ arguments: [[UInt8]] = []) {
        self.init(name, shownAs: name, arguments)
    }

    /// A command whose arguments are all text.
    public init(_ name: String, _ arguments: String...) {
        self.init(name, arguments.map { Array($0.utf8) })
    }

    init(_ name: String, shownAs shown: String, _ arguments: [[UInt8]]) {
        self.arguments = [Array(name.utf8)] + arguments
        self.name = shown
        isScript = name == "EVALSHA" || name == "EVAL"
    }
}

/// Arguments carry passwords and keys: they are neither printed nor dumped.
extension RedisCommand: CustomStringConvertible, CustomReflectable {
    public var description: String { name }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
