/// One thing that is wrong with a scenario.
package struct Finding: Equatable, Sendable {
    package let position: Position
    /// One line, without the position.
    package let message: String
    /// What may have been meant, when a word is close.
    package let suggestion: String?

    /// The finding as one line that editors and terminals can jump to.
    package func line(file: String) -> String {
        let place =
            switch position {
            case .file(let line, let column): "\(file):\(line):\(column)"
            case .option(let option): option
            }
        let hint = suggestion.map { ", did you mean '\($0)'?" } ?? ""
        return "\(place): \(message)\(hint)"
    }
}
