/// A node read as one type. `name` is the key it stands under, for the finding.
extension SourceNode {
    func scalar(of name: String, log: FindingLog, expected: String) -> SourceScalar? {
        if case .scalar(let scalar) = content, !isNull { return scalar }
        log.report("\(name) is \(expected), not \(typeName)", at: position)
        return nil
    }

    func duration(of name: String, log: FindingLog) -> UInt64? {
        guard let scalar = scalar(of: name, log: log, expected: "a duration") else { return nil }
        do {
            return try DurationText.nanoseconds(scalar.text)
        } catch {
            let (message, suggestion) = error.explain(scalar.text)
            log.report("\(name): \(message)", at: position, suggestion: suggestion)
            return nil
        }
    }

    func integer(of name: String, in range: ClosedRange<Int>, log: FindingLog) -> Int? {
        guard let scalar = scalar(of: name, log: log, expected: "a whole number") else { return nil }
        guard scalar.isPlain, let number = Int(scalar.text) else {
            log.report("\(name) is a whole number, not '\(scalar.text)'", at: position)
            return nil
        }
        guard range.contains(number) else {
            let bound = number < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            log.report("\(name) is \(bound), not \(number)", at: position)
            return nil
        }
        return number
    }

    /// Only `true` and `false`: the other booleans of YAML 1.1 are more often a slip than an intent.
    func boolean(of name: String, log: FindingLog) -> Bool? {
        guard let scalar = scalar(of: name, log: log, expected: "true or false") else { return nil }
        if scalar.isPlain, let boolean = Bool(scalar.text) { return boolean }
        let meant = scalar.readsAsBoolean.map(String.init)
        log.report("\(name) is true or false, not '\(scalar.text)'", at: position, suggestion: meant)
        return nil
    }

    /// A text. One that YAML reads as a number, a boolean or a date has to be quoted, or another tool reads another
    /// value out of the same file.
    func text(of name: String, log: FindingLog) -> String? {
        guard let scalar = scalar(of: name, log: log, expected: "a text") else { return nil }
        guard !scalar.isPlain || scalar.readsAsText else {
            log.report("\(name) is a text; '\(scalar.text)' is none to YAML unless it is quoted", at: position)
            return nil
        }
        return scalar.text
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        of name: String, _ type: Choice.Type, log: FindingLog
    ) -> Choice? {
        let words = Choice.allCases.map(\.rawValue)
        let expected = "one of \(words.joined(separator: ", "))"
        guard let scalar = scalar(of: name, log: log, expected: expected) else { return nil }
        if let choice = Choice(rawValue: scalar.text) { return choice }
        let nearest = Spelling.nearest(to: scalar.text, in: words)
        log.report("\(name) is \(expected), not '\(scalar.text)'", at: position, suggestion: nearest)
        return nil
    }
}
