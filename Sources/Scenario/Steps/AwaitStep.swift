extension StepKind {
    /// Nothing passes before the fleet has converged; when it has not in time, that is a violation.
    static let await = StepKind("await", ["converged", "within"]) { step in
        let kind = step.fields.required("converged").flatMap { $0.kind(in: step.sections, log: step.log) }
        guard let within = step.fields.requiredDuration("within"), let kind else { return nil }
        return .awaitConverged(AwaitConverged(kind: kind, within: within))
    }
}

extension AwaitConverged {
    var traits: StepTraits { StepTraits(kind: .await, lasts: within) }
}

extension SourceNode {
    /// The name of a kind of credential that this scenario has.
    fileprivate func kind(in sections: Set<String>, log: FindingLog) -> String? {
        guard let word = text(of: "converged", log: log) else { return nil }
        if word == AwaitConverged.environments { return hasEnvironments(sections, log: log) ? word : nil }
        guard let kind = MetricKind(rawValue: word) else {
            let kinds = MetricKind.allCases.map(\.rawValue) + [AwaitConverged.environments]
            log.report(
                "converged is one of \(kinds.joined(separator: ", ")), not '\(word)'", at: position,
                suggestion: Spelling.nearest(to: word, in: kinds))
            return nil
        }
        if let section = kind.section, !sections.contains(section) {
            log.report("nothing in this scenario has a \(word): it has no section '\(section)'", at: position)
        }
        return word
    }

    private func hasEnvironments(_ sections: Set<String>, log: FindingLog) -> Bool {
        if sections.contains("environments") { return true }
        log.report("nothing in this scenario has environments: it has no section 'environments'", at: position)
        return false
    }
}
