/// The client registrations of a run, and how replicas come to them. Durations are nanoseconds.
package struct RegistrationsPlan: Equatable, Sendable {
    package enum Claim: String, Sendable, CaseIterable {
        case createIfAbsent = "create-if-absent"
        case lastWriter = "last-writer"
    }

    /// One registration each, numbered in this order.
    package var upstreams: [String] = []
    package var claim = Claim.createIfAbsent
    package var push = true
    package var poll: UInt64 = 5_000_000_000
    /// How long a holder of the lease that died keeps the others waiting.
    package var leaseLife: UInt64 = 3_000_000_000
    /// How soon after a registration is in force every replica must use it: that of `bounds`, or what follows from the
    /// poll interval.
    package var learn: UInt64 = 5_600_000_000

    package init() {}
}

/// The authorization server that stands in for all upstreams.
package struct AuthorizationServerPlan: Equatable, Sendable {
    /// Nil: secrets do not expire.
    package var secretLife: UInt64?
    package var needsInitialAccessToken = false
    /// Whether registrations can be withdrawn (RFC 7592).
    package var managesClients = true
    /// How long it takes over every answer: a real one is not next door.
    package var latency: UInt64 = 0

    package init() {}
}
