import Checks
import Histogram

/// How long until how many: convergence and revocation lag for each kind of credential.
struct LatencyTable {
    let findings: Findings
    let ink: Ink

    private static let columns = ["p50", "p90", "p99", "max"]
    private static let paths = ["push", "poll", "start", "repair", "bootstrap", "configuration"]

    var lines: [String] {
        var table = TextTable()
        table.add((["milliseconds"] + Self.columns + ["n"]).map { TextTable.Cell($0, .faint) })
        for prefix in MetricPrefix.all {
            addMeasured(prefix.metric("convergence"), prefix.label("convergence"), to: &table)
            addPaths(of: prefix.metric("convergence"), to: &table)
            addMeasured(prefix.metric("convergence-from-ack"), "  from acknowledgement", to: &table)
            addMeasured(prefix.metric("revocation-lag"), prefix.label("revocation lag"), to: &table)
        }
        addMeasured("registration.resolve", "registration resolved", to: &table)
        addMeasured("registration.resolve.alone", "  by one alone", to: &table)
        addMeasured("registration.takeover", "registration takeover", to: &table)
        return table.rows.count > 1 ? table.lines(ink) : []
    }

    private func addMeasured(_ metric: String, _ label: String, to table: inout TextTable) {
        let values = Self.columns.map { findings.metrics["\(metric).\($0)"] }
        guard let samples = values.compactMap({ $0?.samples }).first else { return }
        let figures = values.map { TextTable.Cell($0?.value.map(Figures.column) ?? "-") }
        table.add([TextTable.Cell(label)] + figures + [TextTable.Cell(Figures.count(samples))])
    }

    /// Split by the path on which the news came; only distributions have it.
    private func addPaths(of metric: String, to table: inout TextTable) {
        for path in Self.paths {
            guard let histogram = findings.latencies["\(metric).\(path)"], histogram.totalCount > 0 else { continue }
            let percentiles = [50.0, 90, 99, 100].map { histogram.valueAtPercentile($0) }
            let figures = percentiles.map { TextTable.Cell(Figures.column(Double($0) / 1000)) }
            table.add(
                [TextTable.Cell("  by \(path)")] + figures + [TextTable.Cell(Figures.count(Int(histogram.totalCount)))])
        }
    }
}
