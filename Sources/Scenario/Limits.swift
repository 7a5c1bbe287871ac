/// What no sensible scenario exceeds; a number beyond is a slip that would take the machine down with it.
package enum Limits {
    package static let replicas = 20_000
    /// Replicas with an HTTP face, or foreign programs.
    package static let listeners = 200
    package static let steps = 10_000
    /// One hour.
    package static let runLength: UInt64 = 3_600_000_000_000
    /// One millisecond.
    package static let poll: UInt64 = 1_000_000
    /// Managed keys that are asked about, with those of all steps: each replica asks about each of them every second.
    package static let probedKeys = 5_000
    /// Managed keys that are only there to be held, with those of all steps.
    package static let unprobedKeys = 200_000
    /// Upstreams at which every replica has a registration.
    package static let upstreams = 32
    /// Ten milliseconds: a shorter lease ends while its holder works.
    static let lease: UInt64 = 10_000_000
    /// 64 MiB; what comes after the first of them makes no difference.
    static let answerBytes = 64 << 20
    package static let environments = 100
    /// Additional keys of one kind that one environment lists.
    package static let additionalKeys = 250
    /// What one operator gets done; and each of them is the work of a whole fleet.
    package static let documentsPerSecond = 100
    /// Ten times a second; more often it would be a poll of its own.
    static let cleanup: UInt64 = 100_000_000
    /// Clients that hold tokens.
    package static let sessions = 100_000
    /// Calls a second of one kind, over the fleet.
    package static let tokenRate = 20_000
    /// Codes or refresh tokens of one race.
    package static let racedTokens = 100_000
    /// Sessions or users that one step revokes: every replica reads each of them again and again.
    package static let revokedTokens = 100
    /// Less is shorter than a call on a busy machine.
    package static let tokenTTL: UInt64 = 100_000_000
    package static let redisReplicas = 8
    package static let sentinels = 9
    /// What Sentinel can tell from a hiccup: it asks ten times a second at most.
    static let downAfter: UInt64 = 100_000_000
    /// Sentinel counts in milliseconds and takes none that is zero.
    static let failoverTimeout: UInt64 = 1_000_000
    /// One gibibyte a second; more is no throttle on loopback.
    static let rate: UInt64 = 1 << 30
    /// 5 %: no clock that still works goes wrong faster.
    static let driftPartsPerMillion = 50_000.0
    static let textBytes = 1 << 20
    static let duplicatedKeys = 256
}
