import Checks

/// Each expectation with ✓, ✗ or ?; many that hold are only counted.
struct ExpectationList {
    let run: RunReport
    let ink: Ink

    var lines: [String] {
        let all = run.findings.expectations
        let held = all.filter { run.mark(of: $0) == .holds }
        let isLong = all.count > TerminalLimits.expectationsHeld
        let shown = isLong ? all.filter { run.mark(of: $0) != .holds } : all
        var table = TextTable()
        for result in shown { table.add(row(result)) }
        let rest = isLong && !held.isEmpty ? ["✓ \(Figures.counted(held.count, "expectation")) held"] : []
        return table.lines(ink) + rest
    }

    private func row(_ result: ExpectationResult) -> [TextTable.Cell] {
        let name = "\(result.expectation.metric) \(result.expectation.text)".clipped(to: TerminalLimits.lineLength / 2)
        let (sign, style, remark) = signs(run.mark(of: result))
        return [TextTable.Cell("\(sign) \(name)", style), TextTable.Cell(run.measured(result) + remark)]
    }

    private func signs(_ mark: ExpectationMark) -> (sign: String, style: Ink.Style, remark: String) {
        switch mark {
        case .holds: ("✓", .good, "")
        case .missed: ("✗", .bad, "")
        case .missedAsExpected: ("✗", .doubtful, ", as expected")
        case .heldUnexpectedly: ("✗", .bad, ", but was to fail")
        case .open: ("?", .doubtful, "")
        }
    }
}
