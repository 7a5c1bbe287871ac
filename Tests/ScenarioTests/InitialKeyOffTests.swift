import Testing

@testable import Scenario

/// A fleet without an admin key, until somebody rotates.
@Suite struct InitialKeyOffTests {
    private static let fleet = "{ replicas: 10, admin-key: { initial: off } }"

    private static func findings(_ steps: [String]) -> [String] {
        let timed = steps.enumerated().map { "{ at: \($0.offset + 1)s, \($0.element) }" }
        return ScenarioText.findings(ScenarioText.with(fleet: fleet, steps: timed))
    }

    @Test(arguments: ["repair: none", "slot: plain", "at-start: degrade", "on-stale: { refuse-after: 2s }"])
    func `nobody makes a key, so nobody has to be able to`(setting: String) throws {
        let fleet = "{ replicas: 10, admin-key: { initial: off, \(setting) } }"
        #expect(try ScenarioText.plan(ScenarioText.with(fleet: fleet)).fleet.initial == .off)
    }

    @Test func `a start that waits for a key would wait for ever`() {
        let text = ScenarioText.with(fleet: "{ replicas: 10, admin-key: { initial: off, at-start: refuse } }")
        let reason = "at-start: refuse waits for a key in the slot, and initial: off puts none there"
        #expect(ScenarioText.findings(text) == ["s.yaml:2:61: \(reason)"])
    }

    @Test(arguments: [
        "end-grace: {}", "delete-slot: {}", "corrupt-slot: { with: padded }",
        "await: { converged: admin-key, within: 1s }",
    ])
    func `what needs something in the slot comes after a rotation`(step: String) {
        let name = step.prefix { $0 != ":" }
        let reason = "\(name): with initial: off there is no admin key before the first rotation"
        #expect(Self.findings([step]) == ["s.yaml:4:15: \(reason)"])
        #expect(Self.findings(["rotate-admin-key: {}", step]) == [])
        #expect(Self.findings(["revoke-admin-key: {}", step]) == [])
        #expect(Self.findings([step, "rotate-admin-key: {}"]) == ["s.yaml:4:15: \(reason)"])
        #expect(ScenarioText.findings(ScenarioText.with(steps: ["{ at: 1s, \(step) }"])) == [])
    }

    @Test(arguments: [
        ["revoke-admin-key: {}"], ["corrupt-slot: { with: huge }", "delete-slot: {}"],
        ["kill-replica: { pick: 1, restart-after: 1ms, admin-key: current }"],
    ])
    func `what needs nothing there does not`(steps: [String]) {
        #expect(Self.findings(steps) == [])
    }

    @Test(arguments: [
        (["rotate-admin-key: { to: previous }"], "4:39"),
        (["rotate-admin-key: {}", "rotate-admin-key: { to: previous }"], "5:39"),
        (["revoke-admin-key: {}", "rotate-admin-key: { to: previous }"], "5:39"),
    ])
    func `the first key has no previous one`(steps: [String], place: String) {
        #expect(Self.findings(steps) == ["s.yaml:\(place): to: previous, but no key was replaced before"])
    }

    @Test(arguments: [
        ["rotate-admin-key: {}", "rotate-admin-key: {}", "rotate-admin-key: { to: previous }"],
        ["rotate-admin-key: {}", "revoke-admin-key: {}", "rotate-admin-key: { to: previous }"],
        ["revoke-admin-key: {}", "rotate-admin-key: {}", "revoke-admin-key: {}", "rotate-admin-key: { to: previous }"],
    ])
    func `a key that was replaced can come back`(steps: [String]) {
        #expect(Self.findings(steps) == [])
    }

    @Test func `a revocation needs a second change`() {
        let expect = ["admin-key.convergence.max: \"< 1s\"", "admin-key.revocation-lag.max: \"< 1s\""]
        let once = ["{ at: 1s, rotate-admin-key: {} }"]
        let metric = "nothing in this scenario measures admin-key.revocation-lag.max"
        #expect(
            ScenarioText.findings(ScenarioText.with(fleet: Self.fleet, steps: once, expect: expect))
                == ["s.yaml:7:3: \(metric): no key is replaced after the first one"])
        #expect(ScenarioText.findings(ScenarioText.with(steps: once, expect: expect)) == [])
        let twice = once + ["{ at: 2s, revoke-admin-key: {} }"]
        #expect(ScenarioText.findings(ScenarioText.with(fleet: Self.fleet, steps: twice, expect: expect)) == [])
    }

    @Test func `it survives the writer, which must not make a boolean of it`() throws {
        let text = ScenarioText.with(fleet: Self.fleet)
        let asRun = try scenarioAsRun(text: text, file: "s.yaml", seed: 5)
        #expect(try ScenarioText.plan(asRun).fleet.initial == .off)
    }
}
