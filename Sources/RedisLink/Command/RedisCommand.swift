/// One command as Redis gets it: a list of binary-safe arguments, the first of which is its name.
public struct RedisCommand: Sendable {
    /// As it goes over the wire: while the command waits for its answer this is all that is kept of its arguments.
    let bytes: [UInt8]
    /// The only part of a command that an error may show: the first argument, for a script the script's name too.
    public let name: String
    /// A script may fail after its first write: then its error does not say that nothing happened.
    let isScript: Bool

    public init(_ name: String, _ arguments: [[UInt8]] = []) {
        let name = (text: name, bytes: Array(name.utf8))
        var command = CommandBytes(count: 1 + arguments.count, size: name.bytes.count + arguments.size)
        command.append(name.bytes)
        command.append(arguments)
        self.init(command, shownAs: name.text, isScript: name.text == "EVALSHA" || name.text == "EVAL")
    }

    /// A command whose arguments are all text.
    public init(_ name: String, _ arguments: String...) {
        self.init(name, arguments.map { Array($0.utf8) })
    }

    init(_ command: CommandBytes, shownAs name: String, isScript: Bool) {
        bytes = command.bytes
        self.name = name
        self.isScript = isScript
    }
}

/// Arguments carry passwords and keys: they are neither printed nor dumped.
extension RedisCommand: CustomStringConvertible, CustomReflectable {
    public var description: String { name }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
