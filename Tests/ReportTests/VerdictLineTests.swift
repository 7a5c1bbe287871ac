import Testing

@testable import Checks
@testable import Report
@testable import Scenario

@Suite struct VerdictLineTests {
    private func line(_ findings: Findings, _ change: (inout RunDescription) -> Void) -> String {
        var description = Samples.description
        change(&description)
        return RunReport(findings: findings, description: description).verdictLine
    }

    @Test func `each conclusion has its sentence`() {
        #expect(Samples.passingRun.verdictLine == "rotate-admin-key: pass; 2 of 2 expectations hold, 3 checks passed")
        #expect(Samples.failingRun.verdictLine == "rotate-admin-key: fail; 15 violations, 1 of 2 expectations missed")
        #expect(Samples.inconclusiveRun.verdictLine == "rotate-admin-key: inconclusive; 2 reasons")
        #expect(
            Samples.demonstration.verdictLine
                == "rotate-admin-key: fail, as expected; 15 violations, 1 of 2 expectations missed; exit code 0")
    }

    @Test func `a demonstration that goes another way says which metrics were to fail`() {
        let unharmed = line(Samples.passing) {
            ($0.expectedVerdict, $0.expectedFailing) = (.fail, ["late-acceptances"])
        }
        #expect(unharmed == "rotate-admin-key: pass, but it was expected to fail (late-acceptances)")
        let other = line(Samples.failingRun.findings) {
            ($0.expectedVerdict, $0.expectedFailing) = (.fail, ["admin-key.convergence.max"])
        }
        #expect(
            other == """
                rotate-admin-key: fail, but not as expected (admin-key.convergence.max); \
                15 violations, 1 of 2 expectations missed
                """)
    }

    @Test func `an interrupted run says so`() {
        let text = line(Samples.failingRun.findings) { $0.isInterrupted = true }
        #expect(text == "rotate-admin-key: fail; 15 violations, 1 of 2 expectations missed (interrupted)")
    }
}
