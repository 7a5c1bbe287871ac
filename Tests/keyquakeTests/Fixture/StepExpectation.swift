import History
import RedisFixture
import Testing

/// What is expected of one step: how it ends, and what proves that it took effect.
struct StepExpectation {
    let step: String
    let outcome: Outcome
    let proofs: [FaultProof]

    init(_ step: String, _ outcome: Outcome = .ok, _ proofs: FaultProof...) {
        self.step = step
        self.outcome = outcome
        self.proofs = proofs
    }
}

extension KeyquakeRun {
    private static let mostAttempts = 3

    /// Performs these steps and expects each to end as it should; returns the run, whose folder goes with it. A run that
    /// was starved shows nothing, and is made again.
    static func expect(
        _ steps: [StepExpectation], in scenario: ScenarioText, _ place: SourceLocation = #_sourceLocation
    ) throws -> KeyquakeRun {
        var scenario = scenario
        scenario.steps = steps.map(\.step)
        for _ in 1..<mostAttempts {
            let run = try start(scenario: scenario)
            let code = try run.exitCode()
            if code != 3, try run.directory.findings.status(of: "starvation") == .passed {
                try run.expect(steps, code, place)
                return run
            }
        }
        let run = try start(scenario: scenario)
        try run.expect(steps, run.exitCode(), place)
        return run
    }

    private func expect(_ steps: [StepExpectation], _ code: Int32, _ place: SourceLocation) throws {
        let findings = try directory.findings
        #expect(code == findings.exitCode, "\(standardError)", sourceLocation: place)
        #expect(findings.isClean, "\(findings.summary)\n\(standardError)", sourceLocation: place)
        for (number, step) in steps.enumerated() {
            let outcome = try directory.outcome(of: UInt32(number))
            #expect(outcome == step.outcome, "\(step.step)\n\(standardError)", sourceLocation: place)
            #expect(try directory.proofs(of: UInt32(number)) == step.proofs, "\(step.step)", sourceLocation: place)
        }
    }
}
