import Testing

@testable import Checks
@testable import Report
@testable import Scenario

/// The four runs whose texts are compared as a whole.
extension Samples {
    static let passingRun = RunReport(findings: passing, description: description)

    static let failingRun: RunReport = {
        var findings = Samples.passing
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
        var findings = Samples.passing
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
        var description = Samples.description
        description.expectedVerdict = .fail
        description.expectedFailing = ["late-acceptances"]
        return RunReport(findings: failingRun.findings, description: description)
    }()
}

extension Samples {
    /// Each finding under each expectation of it, interrupted and not.
    static var everyKindOfRun: [SampleRun] {
        [passing, failingRun.findings, inconclusiveRun.findings].flatMap { findings in
            everyDescription.map { SampleRun(run: RunReport(findings: findings, description: $0)) }
        }
    }

    private static var everyDescription: [RunDescription] {
        let named = [[], ["late-acceptances"], ["admin-key.convergence.max"], ["no-such-metric"]]
        let verdicts: [ExpectedVerdict] = [.pass, .fail]
        return named.flatMap { named in
            verdicts.flatMap { verdict in
                [false, true].map { isInterrupted in
                    var description = Samples.description
                    description.expectedVerdict = verdict
                    description.expectedFailing = named
                    description.isInterrupted = isInterrupted
                    return description
                }
            }
        }
    }
}

/// A run that a test's output can name in a few words.
struct SampleRun: CustomTestStringConvertible, Sendable {
    let run: RunReport
    var testDescription: String {
        let about = run.description
        let end = about.isInterrupted ? ", interrupted" : ""
        return "\(run.findings.verdict), expected \(about.expectedVerdict) of \(about.expectedFailing)\(end)"
    }
}
