import Checks

/// Violations in the order in which they explain a run.
///
/// The earliest of each check comes first, checks in the order of their list, because later ones build on earlier ones;
/// then the second of each, and so on: ten times the same says less than three different ones.
struct MostTelling {
    let findings: Findings

    var violations: [Violation] {
        let byCheck = Dictionary(grouping: findings.violations, by: \.check)
        let ranked = byCheck.flatMap { check, violations in
            violations.sorted { $0.atMilliseconds < $1.atMilliseconds }.enumerated().map { turn, violation in
                (turn: turn, check: rank(check), violation: violation)
            }
        }
        return ranked.sorted { left, right in
            (left.turn, left.check, left.violation.check) < (right.turn, right.check, right.violation.check)
        }.map(\.violation)
    }

    private func rank(_ check: String) -> Int {
        findings.checks.firstIndex { $0.name == check } ?? findings.checks.count
    }
}
