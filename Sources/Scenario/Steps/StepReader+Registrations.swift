extension StepReader {
    /// `upstream: NAME`; nil where none is named, and after a finding.
    func upstream() -> String? {
        guard let node = fields.value("upstream"), let name = node.text(of: "upstream", log: log) else { return nil }
        guard let names = registrations?.upstreams, !names.isEmpty, !names.contains(name) else { return name }
        log.report(
            "upstream: there is no '\(name)', only \(names.joined(separator: ", "))", at: node.position,
            suggestion: Spelling.nearest(to: name, in: names))
        return nil
    }

    /// `pick`, or everybody; nil after a finding.
    func pickOrAll() -> Pick? {
        guard let node = fields.value("pick") else { return .percent(100) }
        guard let pick = node.pick(log: log) else { return nil }
        guard pick != .percent(0) else {
            log.report("pick: 0% is nobody", at: node.position)
            return nil
        }
        return pick
    }
}
