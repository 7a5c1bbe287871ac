import Histogram
import Scenario

/// What the checks say about one history: everything that the report prints and the exit code rests on.
package struct Findings: Sendable {
    package var verdict: Verdict
    /// Why the run proves nothing, or less than it should; empty unless something is inconclusive.
    package var inconclusive: [String]
    package var metrics: [String: Measurement]
    package var expectations: [ExpectationResult]
    package var violations: [Violation]
    /// Violations beyond `violations`, which is capped per check.
    package var violationsOmitted: Int
    package var held: [Held]
    package var steps: [StepResult]
    package var asked: Bounds
    /// The smallest bounds under which the same run has no late acceptance, no early refusal, and converges in time.
    package var smallest: Bounds
    /// The same for managed keys; nil without any.
    package var managedKeys: ManagedKeyBounds?
    /// Distribution behind a metric, by its name without suffix (`admin-key.convergence`); microseconds.
    package var latencies: [String: Histogram<UInt32>]
    /// Checks in the order of their list, for JUnit: name and what came of it.
    package var checks: [CheckResult]
    package var probes: ProbeTotals
    package var runDurationMilliseconds: Double

    package enum Verdict: String, Sendable, Comparable {
        case pass, inconclusive, fail
        private var rank: Int { self == .pass ? 0 : self == .inconclusive ? 1 : 2 }
        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }
}

/// How soon managed keys had to be accepted and refused by whom they did not come from, and the smallest bounds under which
/// the same run would have passed. Nanoseconds.
package struct ManagedKeyBounds: Equatable, Sendable {
    package var askedLearn: UInt64
    package var askedRefuse: UInt64
    package var smallestLearn: UInt64
    package var smallestRefuse: UInt64
}

package struct Measurement: Equatable, Sendable {
    /// Nil when there was nothing to measure (`samples` is 0 then).
    package var value: Double?
    /// "ms", "count" or "ratio".
    package var unit: String
    package var samples: Int
}

package struct ExpectationResult: Equatable, Sendable {
    package var expectation: Expectation
    package var value: Double?
    /// Nil: inconclusive, nothing was measured.
    package var holds: Bool?
}

package struct Violation: Equatable, Sendable {
    package var check: String
    package var replica: String?
    package var incarnation: Int?
    /// Fingerprint.
    package var credential: String?
    /// Since fleet ready.
    package var atMilliseconds: Double
    /// The latest step that had begun, as "rotate-admin-key at 2000ms".
    package var afterStep: String?
    package var expected: String
    package var detail: String
}

package struct Held: Equatable, Sendable {
    package var replica: String
    package var fromMilliseconds: Double
    package var toMilliseconds: Double
    package var why: String
}

package struct StepResult: Equatable, Sendable {
    package var step: String
    package var atMilliseconds: Double
    package var invokedMilliseconds: Double?
    package var acknowledgedMilliseconds: Double?
    package var outcome: String
}

package struct CheckResult: Equatable, Sendable {
    package enum Status: String, Sendable { case passed, failed, inconclusive, skipped }
    package var name: String
    package var status: Status
    package var detail: String
}

package struct ProbeTotals: Equatable, Sendable {
    package var made: Int
    package var owed: Int
    package var outside: Int
    /// By a helper, over kept-alive connections; those of a foreign fleet, which are all there are, are `made`.
    package var overHTTP = 0
}
