/// A small scenario in the words of specs/scenario.md.
struct ScenarioText: Sendable {
    var name = "small"
    var replicas = 3
    var adminKey = "{ initial: shared, slot: fenced, push: true, poll: 100ms }"
    /// Empty: replicas do not look at managed keys.
    var managedKeys = ""
    /// Empty: replicas have no environments.
    var environments = ""
    /// Empty: replicas keep no tokens.
    var tokens = ""
    /// More sections, a line each.
    var sections: [String] = []
    var redis = "{}"
    /// More lines of `fleet`.
    var fleet: [String] = []
    /// Empty: as Keyquake chooses.
    var probe = ""
    var steps = ["{ at: 200ms, rotate-admin-key: {} }"]
    /// Generous, so that a busy machine is not taken for a late replica.
    var bounds = "{ learn: 400ms, refuse: 400ms }"
    var expect = "late-acceptances: \"== 0\""

    /// Rotates once: two keys are in the history, over in a second.
    static let small = ScenarioText()

    /// Enough for what a Sentinel does on a busy machine.
    static let patientBounds = "{ learn: 3s, refuse: 3s }"
    /// Three nodes and three Sentinels that see that a primary is gone before a test gets long, and not on each stumble of a
    /// busy machine.
    static let sentinel = "{ topology: sentinel, replicas: 2, sentinels: 3, down-after: 1s, failover-timeout: 2s }"

    /// Rotates at once, and then goes on for much longer than any test lasts.
    static let endless = ScenarioText(
        name: "endless", replicas: 4, steps: small.steps + ["{ at: 10m, rotate-admin-key: {} }"])

    var yaml: String {
        """
        scenario: \(name)
        about: Written by a test.
        seed: 11
        fleet:
          replicas: \(replicas)\(fleet.map { "\n  \($0)" }.joined())
          admin-key: \(adminKey)\(managedKeys.isEmpty ? "" : "\nmanaged-keys: \(managedKeys)")\(environments.isEmpty ? "" : "\nenvironments: \(environments)")
        redis: \(redis)\(sections.map { "\n\($0)" }.joined())\(tokens.isEmpty ? "" : "\ntokens: \(tokens)")
        bounds: \(bounds)\(probe.isEmpty ? "" : "\nprobe: \(probe)")
        steps:
        \(steps.map { "  - \($0)" }.joined(separator: "\n"))
        expect:
          \(expect)

        """
    }
}
