import Checks
import Scenario

/// What a run means to whoever started it: the plain finding held against what the scenario expects of itself.
///
/// A scenario with `expect-verdict: fail` is a demonstration: it succeeds by failing, and only where it said it would.
/// Violations of checks are accepted then, because they are what makes the named metrics fail; a failing expectation
/// that nobody named is not.
package enum Conclusion: Equatable, Sendable, CaseIterable {
    case passed, failed, inconclusive
    /// All the expectations that were to fail did, and no other.
    case failedAsExpected
    /// It failed, but another expectation did too, or one that was to fail held.
    case failedOtherwise
    case passedUnexpectedly

    package init(
        verdict: Findings.Verdict, isInterrupted: Bool, expected: ExpectedVerdict, expectedFailing: [String],
        expectations: [ExpectationResult]
    ) {
        let isOpen = verdict == .inconclusive || isInterrupted || expectations.contains { $0.holds == nil }
        let hasFailed = verdict == .fail || expectations.contains { $0.holds == false }
        switch (expected, hasFailed) {
        case (.pass, true): self = .failed
        case (.fail, true): self = Self.demonstrated(expectedFailing, expectations)
        case (_, false) where isOpen: self = .inconclusive
        case (.pass, false): self = .passed
        case (.fail, false): self = .passedUnexpectedly
        }
    }

    /// Of a run that failed and was to: did it fail where it was to? An empty list is content with any failure.
    private static func demonstrated(_ named: [String], _ expectations: [ExpectationResult]) -> Conclusion {
        guard !named.isEmpty else { return .failedAsExpected }
        let missed = expectations.filter { $0.holds == false }.map(\.expectation.metric)
        let held = expectations.filter { $0.holds == true }.map(\.expectation.metric)
        guard missed.allSatisfy(named.contains), !named.contains(where: held.contains) else { return .failedOtherwise }
        return named.allSatisfy(missed.contains) ? .failedAsExpected : .inconclusive
    }

    package var exitCode: Int32 {
        switch self {
        case .passed, .failedAsExpected: 0
        case .failed, .failedOtherwise, .passedUnexpectedly: 1
        case .inconclusive: 4
        }
    }
}
