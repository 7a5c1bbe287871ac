import Testing

@testable import Scenario

@Suite struct AsRunTests {
    private static let text = """
        # A comment that matters.
        scenario: as-run
        about: >
          Folded over
          two lines: with a colon.
        fleet: { replicas: 10, admin-key: { on-stale: { refuse-after: "2s" }, poll: } }
        steps:
          - { at: 1s, rotate-admin-key: }
          - at: 2s
            together:
              - delete-slot: {}
              - kill-replica: { pick: [1, r2], restart-after: 20ms }
        expect:
          admin-key.convergence.max: "< 600ms"
          late-acceptances: == 0
          'resurrections': '>= 0'

        """

    @Test func `without options it is the text itself`() throws {
        #expect(try scenarioAsRun(text: Self.text, file: "s.yaml") == Self.text)
    }

    @Test func `with options it reads back as the plan that ran`() throws {
        let overrides = try ["steps.0.rotate-admin-key.grace=1s", "expect.resurrections=> 5", "bounds={ learn: 2s }"]
            .map { try #require(Override(argument: $0)) }
        let asRun = try scenarioAsRun(text: Self.text, file: "s.yaml", overrides: overrides, replicas: 7, seed: 3)
        let ran = try ScenarioText.plan(Self.text, overrides: overrides, replicas: 7, seed: 3)
        #expect(try ScenarioText.plan(asRun) == ran)
        #expect(ran.fleet.replicas == 7)
        #expect(
            asRun.hasPrefix(
                """
                # As run: s.yaml, with
                #   --set steps.0.rotate-admin-key.grace=1s
                #   --set expect.resurrections=> 5
                #   --set bounds={ learn: 2s }
                #   --replicas 7
                #   --seed 3
                scenario: as-run

                """))
    }

    @Test func `an option with line breaks stays in its comment`() throws {
        let override = Override(path: "about", value: "\"one\n\ntwo\"\n")
        let asRun = try scenarioAsRun(text: Self.text, file: "a\nb.yaml", overrides: [override])
        #expect(try ScenarioText.plan(asRun) == ScenarioText.plan(Self.text, overrides: [override]))
    }

    @Test func `what cannot be read cannot be written`() {
        #expect(throws: ScenarioErrors.self) {
            try scenarioAsRun(text: "scenario: [", file: "s.yaml", replicas: 3)
        }
        #expect(throws: ScenarioErrors.self) {
            let override = Override(path: "steps.9.at", value: "1s")
            return try scenarioAsRun(text: Self.text, file: "s.yaml", overrides: [override])
        }
    }
}
