/// A small scenario in the words of specs/scenario.md.
struct ScenarioText: Sendable {
    var name = "small"
    var replicas = 3
    var steps = ["{ at: 200ms, rotate-admin-key: {} }"]
    /// Generous, so that a busy machine is not taken for a late replica.
    var bounds = "{ learn: 400ms, refuse: 400ms }"
    var expect = "late-acceptances: \"== 0\""

    /// Rotates once: two keys are in the history, over in a second.
    static let small = ScenarioText()

    /// Rotates at once, and then goes on for much longer than any test lasts.
    static let endless = ScenarioText(
        name: "endless", replicas: 4, steps: small.steps + ["{ at: 10m, rotate-admin-key: {} }"])

    var yaml: String {
        """
        scenario: \(name)
        about: Written by a test.
        seed: 11
        fleet:
          replicas: \(replicas)
          admin-key: { initial: shared, slot: fenced, push: true, poll: 100ms }
        bounds: \(bounds)
        steps:
        \(steps.map { "  - \($0)" }.joined(separator: "\n"))
        expect:
          \(expect)

        """
    }
}
