extension BenchRow {
    /// A line of the checks' benchmark in the words of the others.
    init(_ checks: ChecksBenchRow) {
        self.init(checks.what)
        add("n", checks.count)
        add("median_s", checks.medianSeconds)
        add("min_s", checks.minimumSeconds)
        add("max_s", checks.maximumSeconds)
        add("million_per_s", checks.perSecond / 1e6)
        add("floor_million_per_s", checks.floorPerSecond.map { $0 / 1e6 })
        add("ratio", checks.ratioToFloor)
    }
}

extension BenchReport {
    /// The checks' benchmark as a report.
    package init(checks rows: [ChecksBenchRow], machine: String) {
        self.init(bench: "checks", machine: machine, rows: rows.map(BenchRow.init))
    }
}
