import Checks

/// What was wrong, and among how much: late, early and resurrected for each kind of credential.
struct CountTable {
    let findings: Findings
    let ink: Ink

    private static let columns = [
        (title: "late", metric: "late-acceptances"), (title: "early", metric: "early-refusals"),
        (title: "resurrected", metric: "resurrections"),
    ]

    var lines: [String] {
        var table = TextTable()
        table.add((["credentials"] + Self.columns.map(\.title)).map { TextTable.Cell($0, .faint) })
        let kinds = MetricPrefix.kinds.filter { isMeasured($0) }
        let all = MetricPrefix(kind: "")
        for prefix in kinds.isEmpty && isMeasured(all) ? [all] : kinds {
            let label = TextTable.Cell(prefix.kind.isEmpty ? "all" : prefix.kind)
            table.add([label] + Self.columns.map { cell(prefix.metric($0.metric)) })
        }
        return table.rows.count > 1 ? table.lines(ink) : []
    }

    private func isMeasured(_ prefix: MetricPrefix) -> Bool {
        Self.columns.contains { findings.metrics[prefix.metric($0.metric)] != nil }
    }

    private func cell(_ metric: String) -> TextTable.Cell {
        guard let measured = findings.metrics[metric] else { return TextTable.Cell("-") }
        guard let value = measured.value else { return TextTable.Cell("not measured", .doubtful) }
        let text = "\(Figures.number(value)) of \(Figures.count(measured.samples))"
        return TextTable.Cell(text, value > 0 ? .bad : .good)
    }
}
