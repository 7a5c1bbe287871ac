import Yams

extension SourceComposer {
    /// Says in one line what the YAML parser stumbled over.
    func reportSyntax(_ error: any Error, in text: String) {
        guard let error = error as? YamlError else {
            return log.report("is no YAML: \(error)", at: .start)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            log.report("is no YAML: \(problem)\(advice(for: problem))", at: Position(mark))
        case .reader(let problem, let offset, _, _):
            log.report("is no YAML: \(problem)", at: Self.position(ofCharacter: offset ?? 0, in: text))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            log.report("\(names) stands here twice", at: Position(context.mark))
        default:
            log.report("is no YAML: \(error)", at: .start)
        }
    }

    /// The trap of `metric: > 5`: YAML reads the sign as the start of a folded text.
    private func advice(for problem: String) -> String {
        problem.contains("expected comment or line break") ? "; an expectation is quoted: \"> 5\"" : ""
    }

    private static func position(ofCharacter offset: Int, in text: String) -> Position {
        let before = text.prefix(offset)
        let line = before.count { $0.isNewline } + 1
        let lineText = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).last ?? ""
        return .file(line: line, column: lineText.unicodeScalars.count + 1)
    }
}
