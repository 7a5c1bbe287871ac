/// One `--set key.path=value`: a value of the scenario that is another one in this run.
///
/// The path names keys, and steps by their place in the file, from 0: `steps.0.rotate-admin-key.grace`. The value is
/// YAML: `2s`, `[1, 2]`, `{ refuse-after: 3s }`.
package struct Override: Equatable, Sendable {
    package let path: String
    package let value: String

    package init(path: String, value: String) {
        self.path = path
        self.value = value
    }

    /// - Parameter argument: What follows `--set`.
    /// - Returns: Nil when it has no `=`, or nothing before it.
    package init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        self.init(path: String(argument[..<equals]), value: String(argument[argument.index(after: equals)...]))
    }

    var position: Position { .option("--set \(path)") }
}
