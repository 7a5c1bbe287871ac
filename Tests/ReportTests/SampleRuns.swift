@testable import Checks
@testable import Report

/// The four runs whose texts are compared as a whole.
extension Samples {
    static let passingRun = RunReport(findings: passing, description: description)

    static let failingRun: RunReport = {
        var findings = passing
        findings.verdict = .fail
        findings.metrics["late-acceptances"] = count(14, 61_204)
        findings.metrics["admin-key.late-acceptances"] = count(14, 61_204)
        findings.expectations[1] = expected("late-acceptances", value: 14, holds: false)
        findings.checks = [
            check("recording", .passed), check("convergence", .passed), check("late-acceptances", .failed, "14 late"),
            check("resurrections", .failed), check("order", .skipped, "skipped because late-acceptances failed"),
        ]
        findings.violations = [
            violation("late-acceptances", at: 2700.25), violation("late-acceptances", at: 2612),
            violation("resurrections", at: 3000, detail: ""),
        ]
        findings.violationsOmitted = 12
        findings.smallest.refuse = 1_012_000_000
        return RunReport(findings: findings, description: description)
    }()

    static let inconclusiveRun: RunReport = {
        var findings = passing
        findings.verdict = .inconclusive
        findings.inconclusive = ["freeze-replica at 1600ms: not proved", "late-acceptances: nothing was measured"]
        findings.expectations[1] = expected("late-acceptances", value: nil, holds: nil)
        findings.metrics["late-acceptances"] = count(nil, 0)
        findings.metrics["admin-key.late-acceptances"] = count(nil, 0)
        findings.checks[0] = check("recording", .inconclusive, "freeze-replica at 1600ms: not proved")
        return RunReport(findings: findings, description: description)
    }()

    /// A demonstration that failed where it was to.
    static let demonstration: RunReport = {
        var description = description
        description.expectedVerdict = .fail
        description.expectedFailing = ["late-acceptances"]
        return RunReport(findings: failingRun.findings, description: description)
    }()
}
