import Checks

/// What one expectation's result means, given which expectations are to fail.
enum ExpectationMark: Equatable, Sendable {
    case holds, missed, missedAsExpected, heldUnexpectedly
    /// Nothing was measured.
    case open
}

extension RunReport {
    func mark(of result: ExpectationResult) -> ExpectationMark {
        let named = description.expectedFailing
        let isNamed = named.contains(result.expectation.metric)
        switch (result.holds, description.expectedVerdict) {
        case (nil, _): return .open
        case (true, .fail) where isNamed && exitCode == 1: return .heldUnexpectedly
        case (true, _): return .holds
        case (false, .fail) where isNamed || named.isEmpty: return .missedAsExpected
        case (false, _): return .missed
        }
    }

    /// As measured, with its unit.
    func measured(_ result: ExpectationResult) -> String {
        Figures.value(result.value, unit: findings.metrics[result.expectation.metric]?.unit ?? "")
    }
}
