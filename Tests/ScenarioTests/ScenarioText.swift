import Testing

@testable import Scenario

/// Documents for tests: the least that is a scenario, with what a test adds.
enum ScenarioText {
    static func with(
        fleet: String = "{ replicas: 10 }", steps: [String] = [], expect: [String] = [], more: [String] = []
    ) -> String {
        var lines = ["scenario: test", "fleet: \(fleet)"] + more
        if !steps.isEmpty { lines += ["steps:"] + steps.map { "  - \($0)" } }
        if !expect.isEmpty { lines += ["expect:"] + expect.map { "  \($0)" } }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The findings as a user reads them.
    static func findings(
        _ text: String, overrides: [Override] = [], replicas: Int? = nil, seed: UInt64? = nil,
        isRedisExternal: Bool = false
    ) -> [String] {
        let result = parseScenario(
            text: text, file: "s.yaml", overrides: overrides, replicas: replicas, seed: seed,
            isRedisExternal: isRedisExternal)
        switch result {
        case .success: return []
        case .failure(let errors): return errors.findings.map { $0.line(file: errors.file) }
        }
    }

    static func plan(
        _ text: String, overrides: [Override] = [], replicas: Int? = nil, seed: UInt64? = nil
    ) throws -> Plan {
        try parseScenario(text: text, file: "s.yaml", overrides: overrides, replicas: replicas, seed: seed).get()
    }

    /// The action of the only step.
    static func action(
        _ step: String, fleet: String = "{ replicas: 10 }", more: [String] = []
    ) throws -> StepAction {
        try #require(plan(with(fleet: fleet, steps: [step], more: more)).steps.first).action
    }
}
