import Credentials
import Scenario

/// One replica that does nothing but serve.
struct ServePlan {
    var hasOwnKey = false
    /// How often environments are looked through; nil for a replica that has none.
    var cleanup: CleanupInterval?

    /// The steps are never performed; a plan has some.
    var text: String {
        """
        scenario: serve
        about: One replica with its HTTP face.
        seed: \(UInt32.random(in: .min ... .max))
        fleet: { replicas: 1, admin-key: { initial: \(hasOwnKey ? "shared" : "none"), push: true, poll: 500ms } }
        managed-keys: { push: true, poll: 5s }
        \(cleanup.map { "environments: { push: true, poll: 5s, cleanup: \(Self.text(of: $0)) }" } ?? "")
        steps: [{ at: 60s, rotate-admin-key: {} }, { at: 60s, create-key: {} }]
        """
    }

    private static func text(of interval: CleanupInterval) -> String {
        DurationText.text(UInt64(interval.duration / .nanoseconds(1)))
    }
}
