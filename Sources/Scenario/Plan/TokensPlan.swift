/// The tokens of a run, which replicas issue, use, rotate and revoke through the storage of an authorization server.
/// Rates are calls a second over the whole fleet; durations are nanoseconds.
package struct TokensPlan: Equatable, Sendable {
    /// How many clients hold tokens at a time; each comes back to whatever replica.
    package var sessions = 100
    /// New sessions, each in the place of the oldest one.
    package var issue = 0
    package var use = 0
    package var rotate = 0
    package var revoke = 0
    /// Authorization codes, made on one replica and redeemed on another.
    package var redeem = 0
    /// Second uses of a code or of a rotated refresh token.
    package var replay = 0
    package var accessTTL: UInt64 = 600_000_000_000
    package var refreshTTL: UInt64 = 3_600_000_000_000
    package var codeTTL: UInt64 = 600_000_000_000
    /// How many Redis replicas have to acknowledge a write before anybody is granted anything.
    package var confirm = 0
    /// The run goes on at least as long after fleet ready.
    package var lasts: UInt64 = 0

    package init() {}
}

/// revoke-session and revoke-user.
package struct RevokeTokens: Equatable, Sendable {
    package var count = 1
    /// Replicas that revoke each of them at the same time; nil: the operator does.
    package var writers: Pick?
    /// Nil: as the section says.
    package var confirm: Int?
}

/// redeem-burst and rotate-burst: drawn replicas try each code, or each refresh token, at the same moment.
package struct TokenBurst: Equatable, Sendable {
    package var count: Int
    package var racers: Pick
    /// How many of those who were drawn try each of them, others for each; nil: all of them.
    package var each: Int?
    /// Their moments are spread evenly over this time.
    package var over: UInt64 = 0
}
