import Credentials

/// Tells when a loop was late: starved by the machine, busy, or stopped altogether.
package struct LagMeter: Sendable {
    /// The loop ran at `from` at the earliest time it should have, and did not.
    package struct Lag: Equatable, Sendable {
        package let from: SteadyTime
        /// Long enough that what was believed before must be looked up again.
        package let isResumption: Bool
    }

    /// Nanoseconds. A lag of at most this is the machine's ordinary jitter.
    package static let tolerated: UInt64 = 20_000_000
    /// Nanoseconds. A lag over this is a process that did not run.
    package let resumption: UInt64

    package init(resumption: UInt64 = 100_000_000) { self.resumption = resumption }

    /// The loop runs at `now` and had asked to run at `planned`; nil when that is in time.
    package func lag(at now: SteadyTime, planned: SteadyTime) -> Lag? {
        guard planned < now else { return nil }
        let late = now.nanoseconds - planned.nanoseconds
        return late > Self.tolerated ? Lag(from: planned, isResumption: late > resumption) : nil
    }
}
