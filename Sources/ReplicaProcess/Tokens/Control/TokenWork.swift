import Credentials

/// What a replica is told of the tokens of its run.
package struct TokenWork: Equatable, Sendable {
    package var load: TokenLoad
    /// Everybody in the run derives the same signatures from it; it goes over the control socket only.
    package var secret: Secret
    /// What the keys of the storage begin with.
    package var prefix: String
    /// When the work begins, steady nanoseconds; 0 while nobody has said so.
    package var begin: UInt64 = 0

    package init(load: TokenLoad, secret: Secret, prefix: String) {
        self.load = load
        self.secret = secret
        self.prefix = prefix
    }
}

/// How much is done, by the whole fleet; a value from which every replica knows its own part. Rates are calls a second.
package struct TokenLoad: Equatable, Sendable {
    package var sessions: UInt32 = 1
    package var issue: UInt32 = 0
    package var use: UInt32 = 0
    package var rotate: UInt32 = 0
    package var revoke: UInt32 = 0
    package var redeem: UInt32 = 0
    package var replay: UInt32 = 0
    /// Nanoseconds, as the others.
    package var accessTTL: UInt64 = 600_000_000_000
    package var refreshTTL: UInt64 = 3_600_000_000_000
    package var codeTTL: UInt64 = 600_000_000_000
    /// How many Redis replicas have to acknowledge a write before it counts.
    package var confirm: UInt32 = 0
    /// The work is dealt out to the replicas of these numbers, from 1 on.
    package var replicas: UInt32 = 1
    package var seed: UInt64 = 0

    package init() {}

    /// Each user has ten sessions or so.
    package var users: UInt32 { max(1, sessions / 10) }
    package func user(of family: UInt32) -> UInt32 { family % users }
}
