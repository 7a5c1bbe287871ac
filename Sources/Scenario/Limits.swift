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
