import History

extension CellResults {
    /// The cell's line of the table.
    func row(_ cell: FailoverCell) -> BenchRow {
        var row = BenchRow(cell.fault.rawValue)
        row.add("slot", .text(cell.slot.rawValue))
        row.add("confirm", .text(cell.confirm.rawValue))
        row.add("min_replicas", cell.minReplicas)
        row.add("n", judged.count)
        row.add("inconclusive", inconclusive.count)
        addOutcomes(to: &row)
        addLosses(to: &row)
        row.add("accepted_ms", judged.compactMap { $0.trace.longestAcceptance.map(Self.milliseconds) })
        row.add("checked_ms", judged.compactMap(\.report.lagOrExposure))
        row.add("outage_ms", judged.compactMap { $0.report.value("redis.outage.max") })
        row.add("write_gap_ms", judged.compactMap { $0.trace.longestWriteGap.map(Self.milliseconds) })
        return row
    }

    private func addOutcomes(to row: inout BenchRow) {
        row.addCounts("acknowledged", judged.map { $0.trace.count(.ok) })
        row.addCounts("unconfirmed", judged.map { $0.trace.count(.unconfirmed) })
        row.addCounts("failed", judged.map { $0.trace.count(.failed) })
        row.addCounts("unknown", judged.map { $0.trace.count(.unknown) })
        row.addCounts("superseded", metric("superseded-rotations"))
    }

    private func addLosses(to row: inout BenchRow) {
        let vanished = judged.map(\.trace.vanished.count)
        row.addCounts("vanished", vanished)
        row.add("losing_runs", vanished.count { $0 > 0 })
        row.addCounts("lost", metric("lost-rotations"))
        row.addCounts("came_back", judged.map(\.trace.cameBack))
        row.addCounts("resurrections", metric("resurrections"))
    }

    /// Runs in which the checks had nothing to count are left out.
    private func metric(_ name: String) -> [Int] {
        judged.compactMap { $0.report.value(name).flatMap { Int(exactly: $0.rounded()) } }
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1e6 }
}
