/// Every replica ends, the store loses all rows and leases, and the fleet, or the part of it that was drawn, begins anew.
package struct ColdStart: Equatable, Sendable {
    /// Drawn from all replicas, those that are gone included; the others stay away.
    package var pick = Pick.percent(100)
}

/// The server ends the secrets of what is registered, before their time and without a word.
package struct ExpireRegistrations: Equatable, Sendable {
    /// Nil for all.
    package var upstream: String?
}

/// The row vanishes from the store.
package struct DeleteRegistration: Equatable, Sendable {
    /// Nil for all.
    package var upstream: String?
}

/// Replicas prove who they are at their upstreams, with what they hold.
package struct UseRegistrations: Equatable, Sendable {
    package var pick = Pick.percent(100)
    /// Nil for all.
    package var upstream: String?
}

/// Whoever holds the lease dies (SIGKILL) at one step of its resolver.
package struct KillLeaseHolder: Equatable, Sendable {
    package enum Stage: String, Sendable, CaseIterable {
        /// It has the lease, and the server has heard nothing from it.
        case claimed
        /// The server has its question for the document, and has not answered.
        case discovering
        /// The server has its call, and has not registered anything.
        case registering
        /// The server has registered and answered, and nothing is stored.
        case answered
        /// What it registered stands in the store.
        case stored
    }

    package var stage: Stage
    /// Nil for the first one.
    package var upstream: String?
    /// How long to wait for somebody to get there. Nanoseconds.
    package var within: UInt64 = 5_000_000_000
    package var restartAfter: UInt64?
}
