/// Probes of one credential by one replica that in a row had the same verdict.
///
/// A check may conclude that a probe fell into [a, b] inside the run iff b - a > `longestGap`.
@frozen
package struct ProbeRun: Equatable, Sendable {
    package var credential: CredentialID
    package var verdict: Verdict
    /// Times of `CLOCK_MONOTONIC`, nanoseconds.
    package var firstCall: UInt64
    package var lastCall: UInt64
    package var lastReturn: UInt64
    /// The first probe's return; the first probe's interval is [firstCall, firstReturn].
    package var firstReturn: UInt64
    package var count: UInt32
    /// Longest time between two calls in a row inside the run, nanoseconds.
    package var longestGap: UInt64

    package init(
        credential: CredentialID, verdict: Verdict, firstCall: UInt64, firstReturn: UInt64, lastCall: UInt64,
        lastReturn: UInt64, count: UInt32, longestGap: UInt64
    ) {
        self.credential = credential
        self.verdict = verdict
        self.firstCall = firstCall
        self.firstReturn = firstReturn
        self.lastCall = lastCall
        self.lastReturn = lastReturn
        self.count = count
        self.longestGap = longestGap
    }

    package enum Verdict: UInt8, Sendable {
        case refused = 0
        case accepted = 1
    }
}
