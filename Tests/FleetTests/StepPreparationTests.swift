import Scenario
import Testing

@testable import Fleet

@Suite struct StepPreparationTests {
    private static func preparation(_ steps: String) throws -> [UInt64] {
        let text = "scenario: a\nfleet: { replicas: 2 }\nenvironments: { count: 1 }\nsteps:\n\(steps)"
        let plan = try parseScenario(text: text, file: "a").get()
        return Dictionary(grouping: plan.flattenedSteps) { $0.group ?? $0.number }.values.map {
            StepRunner.preparation(of: $0.sorted { $0.number < $1.number }) / 1_000_000
        }.sorted()
    }

    @Test func `a storm is prepared before its time, that what it tells the fleet has settled`() throws {
        #expect(
            try Self.preparation("  - { at: 4s, environment-storm: { rate: 1, for: 1s, grace: 500ms } }") == [1_500])
    }

    @Test func `nothing is prepared before the plan starts`() throws {
        #expect(try Self.preparation("  - { at: 1s, environment-storm: { rate: 1, for: 1s, grace: 500ms } }") == [0])
    }

    @Test func `other steps are prepared when they are due`() throws {
        #expect(
            try Self.preparation("  - { at: 1s, rotate-admin-key: {} }\n  - { at: 3s, rotate-sdk-key: {} }") == [
                1_000, 3_000,
            ])
    }
}
