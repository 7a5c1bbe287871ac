import Checks

/// The verdict in one line: "rotate-admin-key: pass; 5 of 5 expectations hold, 21 checks passed".
struct VerdictLine {
    let run: RunReport

    var text: String {
        let interrupted = run.description.isInterrupted ? " (interrupted)" : ""
        return "\(run.description.scenario.onOneLine): \(statement)\(interrupted)"
    }

    private var statement: String {
        switch run.conclusion {
        case .passed: "pass; \(expectationsHold), \(Figures.counted(checksPassed, "check")) passed"
        case .failed: "fail; \(damage)"
        case .inconclusive: "inconclusive; \(Figures.counted(findings.inconclusive.count, "reason"))"
        case .failedAsExpected: "fail, as expected; \(damage); exit code 0"
        case .failedOtherwise: "fail, but not as expected\(named); \(damage)"
        case .passedUnexpectedly: "pass, but it was expected to fail\(named)"
        }
    }

    private var findings: Findings { run.findings }

    private var checksPassed: Int { findings.checks.count { $0.status == .passed } }

    private var expectationsHold: String {
        let all = findings.expectations.count
        guard all > 0 else { return "no expectation was asked" }
        return "\(findings.expectations.count { $0.holds == true }) of \(Figures.counted(all, "expectation")) hold"
    }

    private var damage: String {
        let missed = findings.expectations.count { $0.holds == false }
        let expectations = "\(missed) of \(Figures.counted(findings.expectations.count, "expectation")) missed"
        let violations = Figures.counted(findings.violations.count + findings.violationsOmitted, "violation")
        return findings.expectations.isEmpty ? violations : "\(violations), \(expectations)"
    }

    private var named: String {
        let metrics = run.description.expectedFailing
        return metrics.isEmpty ? "" : " (\(metrics.map(\.onOneLine).joined(separator: ", ")))"
    }
}
