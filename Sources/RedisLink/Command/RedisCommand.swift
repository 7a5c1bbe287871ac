/// One command as Redis gets it: a list of binary-safe arguments, the first of which is its name.
public struct RedisCommand: Sendable {
    let arguments: [[UInt8]]
    /// The only part of a command that an error may show.
    public let name: String

    public init(_ name: String, _ arguments: [[UInt8]] = []) {
        self.name = name
        self.arguments = [Array(name.utf8)] + arguments
    }

    /// A command whose arguments are all text.
    public init(_ name: String, _ arguments: String...) {
        self.init(name, arguments.map { Array($0.utf8) })
    }
}
