import Checks

/// `junit.xml`: the scenario is the suite; each expectation, each check and the reasons of doubt are its cases.
///
/// It is red exactly when the exit code is 1: what an expected failure brings with it is a passed case that says so.
struct JUnitReport {
    let run: RunReport

    var text: String {
        let judged = expectationCases + checkCases + uncoveredCases
        let cases = judged + doubtCases + (isRed && !judged.contains(where: \.isFailure) ? [surprise] : [])
        let totals = [
            ("tests", "\(cases.count)"), ("failures", "\(cases.count { $0.isFailure })"), ("errors", "0"),
            ("skipped", "\(cases.count { $0.isSkipped })"), ("time", seconds),
        ].map { (name: $0.0, value: $0.1) }
        let suite = XMLElement(
            "testsuite",
            [(name: "name", value: run.description.scenario)] + totals
                + [(name: "timestamp", value: run.description.started)],
            children: [properties] + cases.map { $0.element(inSuite: run.description.scenario) })
        return XMLElement("testsuites", [(name: "name", value: "keyquake")] + totals, children: [suite]).document
    }

    private var findings: Findings { run.findings }

    private var isRed: Bool { run.exitCode == 1 }

    private var seconds: String { JSONValue.decimal(max(findings.runDurationMilliseconds, 0) / 1000).text }

    private var properties: XMLElement {
        let about = run.description
        let all = [
            ("verdict", findings.verdict.rawValue), ("expected-verdict", about.expectedVerdict.rawValue),
            ("seed", "\(about.seed)"), ("replicas", "\(about.replicas)"), ("machine", about.machine),
            ("run-directory", about.directory), ("rerun", about.rerun),
        ]
        return XMLElement(
            "properties",
            children: all.map { XMLElement("property", [(name: "name", value: $0.0), (name: "value", value: $0.1)]) })
    }

    private var expectationCases: [JUnitCase] {
        findings.expectations.map { result in
            let name = "\(result.expectation.metric) \(result.expectation.text)"
            let measured = "measured: \(run.measured(result))"
            let outcome: JUnitCase.Result =
                switch run.mark(of: result) {
                case .holds: .passed(note: "")
                case .missed: .failed("missed", measured)
                case .missedAsExpected: .passed(note: "missed, as expected; \(measured)")
                case .heldUnexpectedly: .failed("was expected to fail, but holds", measured)
                case .open: .skipped("inconclusive: nothing was measured")
                }
            return JUnitCase("expectations", name, outcome)
        }
    }

    private var checkCases: [JUnitCase] {
        findings.checks.map { check in
            switch check.status {
            case .passed: JUnitCase("checks", check.name, .passed(note: check.detail))
            case .failed: violated(check.name, check.detail)
            case .inconclusive: JUnitCase("checks", check.name, .skipped("inconclusive: \(check.detail)"))
            case .skipped: JUnitCase("checks", check.name, .skipped(check.detail))
            }
        }
    }

    /// Violations whose check stands in no list of results: none may be lost on the way to a pipeline.
    private var uncoveredCases: [JUnitCase] {
        let failed = Set(findings.checks.filter { $0.status == .failed }.map(\.name))
        let names = Set(findings.violations.map(\.check)).subtracting(failed)
        return names.sorted().map { violated($0, "") }
    }

    private func violated(_ check: String, _ detail: String) -> JUnitCase {
        let violations = findings.violations.filter { $0.check == check }
        let text = violations.map { "\($0.place)\n  \($0.reason)\n" }.joined()
        let message = detail.isEmpty ? Figures.counted(violations.count, "violation") : detail
        guard isRed else {
            return JUnitCase("checks", check, .passed(note: "failed, as expected: \(message)\n\(text)"))
        }
        return JUnitCase("checks", check, .failed(message, text))
    }

    private var doubtCases: [JUnitCase] {
        guard !findings.inconclusive.isEmpty else { return [] }
        let reasons = findings.inconclusive.joined(separator: "; ")
        return [JUnitCase("verdict", "conclusive", .skipped("inconclusive: \(reasons)"))]
    }

    /// A demonstration that does not fail, and names no metric that should, has no other case to say so.
    private var surprise: JUnitCase { JUnitCase("verdict", "expected verdict", .failed(run.verdictLine, "")) }
}
