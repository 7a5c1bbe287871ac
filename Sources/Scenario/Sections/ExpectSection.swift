/// Reads `expect`: bounds on metrics.
struct ExpectSection {
    let log: FindingLog

    func read(_ node: SourceNode?) -> [ExpectationDraft] {
        guard let node, !node.isNull else { return [] }
        guard case .mapping(let entries) = node.content else {
            log.report("expect takes metrics and bounds, not \(node.typeName)", at: node.position)
            return []
        }
        entries.reportDuplicates(of: "expect", log: log)
        return entries.compactMap(readEntry)
    }

    private func readEntry(_ entry: SourceEntry) -> ExpectationDraft? {
        let metric = Metrics.named(entry.key)
        if metric == nil {
            log.report(
                "unknown metric '\(entry.key)'", at: entry.keyPosition, suggestion: Metrics.nearest(to: entry.key))
        }
        guard let expectation = readBound(entry.value, of: entry.key, metric), let metric else { return nil }
        return ExpectationDraft(expectation: expectation, metric: metric, position: entry.keyPosition)
    }

    private func readBound(_ node: SourceNode, of name: String, _ metric: Metric?) -> Expectation? {
        let wanted = "a bound such as \"== 0\" or \"< 600ms\""
        guard let scalar = node.scalar(of: name, log: log, expected: wanted) else { return nil }
        let text = scalar.text.trimmingSpaces
        // The two-character signs first: "<" is a prefix of "<=".
        let signs = Expectation.Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        guard let comparison = signs.first(where: { text.hasPrefix($0.rawValue) }) else {
            let guess = text.hasPrefix("=") ? "==" + text.drop { $0 == "=" } : nil
            log.report(
                "\(name): '\(scalar.text)' is no bound: OP VALUE, with OP one of < <= == >= >",
                at: node.position, suggestion: guess)
            return nil
        }
        let number = String(text.dropFirst(comparison.rawValue.count)).trimmingSpaces
        guard let metric, let value = readValue(number, of: metric, at: node.position) else { return nil }
        return Expectation(metric: name, comparison: comparison, value: value, text: "\(comparison.rawValue) \(number)")
    }

    private func readValue(_ text: String, of metric: Metric, at position: Position) -> Double? {
        switch metric.unit {
        case .count: readNumber(text, "count", of: metric, at: position)
        case .ratio: readNumber(text, "ratio", of: metric, at: position)
        case .milliseconds: readTime(text, of: metric, at: position)
        }
    }

    private func readNumber(_ text: String, _ noun: String, of metric: Metric, at position: Position) -> Double? {
        if (try? DurationText.nanoseconds(text)) != nil {
            log.report("\(metric.name) is a \(noun); \(text) is a duration", at: position)
            return nil
        }
        guard let value = Double(text), value.isFinite, value >= 0 else {
            log.report("\(metric.name) is a \(noun); '\(text)' is none", at: position)
            return nil
        }
        return value
    }

    private func readTime(_ text: String, of metric: Metric, at position: Position) -> Double? {
        do {
            return Double(try DurationText.nanoseconds(text)) / 1e6
        } catch {
            let (message, suggestion) = error.explain(text)
            log.report("\(metric.name): \(message)", at: position, suggestion: suggestion)
            return nil
        }
    }
}

/// An expectation that has been read, with the place of its metric.
struct ExpectationDraft {
    let expectation: Expectation
    let metric: Metric
    let position: Position
}

extension String {
    var trimmingSpaces: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
