/// Where a part of a scenario was written: in its file, or on the command line.
package enum Position: Hashable, Sendable {
    /// Both from 1; columns count Unicode scalars.
    case file(line: Int, column: Int)
    /// As typed: `--set fleet.replicas`, `--replicas`, `--seed`.
    case option(String)
}

extension Position: Comparable {
    /// The file from top to bottom, then the command line.
    package static func < (left: Position, right: Position) -> Bool {
        switch (left, right) {
        case (.file(let line, let column), .file(let otherLine, let otherColumn)):
            (line, column) < (otherLine, otherColumn)
        case (.file, .option): true
        case (.option, .file): false
        case (.option(let option), .option(let other)): option < other
        }
    }
}
