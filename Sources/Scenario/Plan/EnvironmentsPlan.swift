/// The environments of a run, and how replicas follow their documents. Durations are nanoseconds.
package struct EnvironmentsPlan: Equatable, Sendable {
    /// Published before the fleet starts.
    package var atStart: [EnvironmentPlan] = []
    package var push = true
    package var poll: UInt64 = 5_000_000_000
    /// How often a replica looks through all of them though no end is due.
    package var cleanup: UInt64 = 60_000_000_000
    /// The service level for environment credentials: that of `bounds`, or what follows from the poll interval.
    package var learn: UInt64 = 5_600_000_000
    package var refuse: UInt64 = 5_600_000_000

    package init() {}
}

/// One environment as it is first published. Each has an environment id and an SDK key.
package struct EnvironmentPlan: Equatable, Sendable {
    /// By which steps speak of it.
    package var name: String
    package var isOffline = false
    package var hasMobileKey = true
    package var additionalSDKKeys = 0
    package var additionalMobileKeys = 0

    package init(name: String) { self.name = name }
}
