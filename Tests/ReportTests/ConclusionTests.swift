import Testing

@testable import Checks
@testable import Report
@testable import Scenario

@Suite struct ConclusionTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let verdict: Findings.Verdict
        /// Metric and whether its expectation holds.
        var expectations: [(String, Bool?)] = []
        var failing: [String] = []
        var isInterrupted = false
        let conclusion: Conclusion
        let exitCode: Int32
        var testDescription: String { "\(verdict) \(expectations) failing \(failing) interrupted \(isInterrupted)" }

        func concluded(expecting expected: ExpectedVerdict) -> Conclusion {
            Conclusion(
                verdict: verdict, isInterrupted: isInterrupted, expected: expected, expectedFailing: failing,
                expectations: expectations.map { Samples.expected($0.0, value: nil, holds: $0.1) })
        }
    }

    static let plain = [
        Row(verdict: .pass, conclusion: .passed, exitCode: 0),
        Row(verdict: .pass, expectations: [("a", true)], conclusion: .passed, exitCode: 0),
        Row(verdict: .fail, conclusion: .failed, exitCode: 1),
        Row(verdict: .fail, expectations: [("a", true)], conclusion: .failed, exitCode: 1),
        Row(verdict: .pass, expectations: [("a", false)], conclusion: .failed, exitCode: 1),
        Row(verdict: .fail, expectations: [("a", nil)], isInterrupted: true, conclusion: .failed, exitCode: 1),
        Row(verdict: .inconclusive, expectations: [("a", false)], conclusion: .failed, exitCode: 1),
        Row(verdict: .inconclusive, conclusion: .inconclusive, exitCode: 4),
        Row(verdict: .pass, expectations: [("a", nil)], conclusion: .inconclusive, exitCode: 4),
        Row(verdict: .pass, isInterrupted: true, conclusion: .inconclusive, exitCode: 4),
    ]

    @Test(arguments: plain)
    func `a violation or a missed expectation is 1, even when interrupted, else doubt is 4`(row: Row) {
        #expect(row.concluded(expecting: .pass) == row.conclusion)
        #expect(row.concluded(expecting: .pass).exitCode == row.exitCode)
    }

    static let demonstrations = [
        Row(verdict: .fail, expectations: [("a", false)], failing: ["a"], conclusion: .failedAsExpected, exitCode: 0),
        Row(
            verdict: .fail, expectations: [("a", false), ("b", true)], failing: ["a"], isInterrupted: true,
            conclusion: .failedAsExpected, exitCode: 0),
        Row(
            verdict: .fail, expectations: [("a", false), ("b", nil)], failing: ["a"], conclusion: .failedAsExpected,
            exitCode: 0),
        Row(verdict: .fail, expectations: [("a", true)], conclusion: .failedAsExpected, exitCode: 0),
        Row(
            verdict: .fail, expectations: [("a", false), ("b", false)], failing: ["a"], conclusion: .failedOtherwise,
            exitCode: 1),
        Row(
            verdict: .fail, expectations: [("a", false), ("b", true)], failing: ["a", "b"],
            conclusion: .failedOtherwise, exitCode: 1),
        Row(verdict: .fail, expectations: [("a", true)], failing: ["a"], conclusion: .failedOtherwise, exitCode: 1),
        Row(
            verdict: .fail, expectations: [("a", false), ("b", nil)], failing: ["a", "b"], conclusion: .inconclusive,
            exitCode: 4),
        Row(verdict: .pass, expectations: [("a", true)], failing: ["a"], conclusion: .passedUnexpectedly, exitCode: 1),
        Row(verdict: .pass, conclusion: .passedUnexpectedly, exitCode: 1),
        Row(verdict: .inconclusive, expectations: [("a", nil)], failing: ["a"], conclusion: .inconclusive, exitCode: 4),
        Row(
            verdict: .pass, expectations: [("a", true)], failing: ["a"], isInterrupted: true,
            conclusion: .inconclusive, exitCode: 4),
    ]

    @Test(arguments: demonstrations)
    func `a scenario that is to fail succeeds by failing where it said it would`(row: Row) {
        #expect(row.concluded(expecting: .fail) == row.conclusion)
        #expect(row.concluded(expecting: .fail).exitCode == row.exitCode)
    }

    @Test(
        arguments: [
            ([], 0), ([0, 0], 0), ([0, 4], 4), ([4, 1, 0], 1), ([1, 3, 4], 3), ([3, 2, 1], 2), ([0, 137], 3),
            ([1, -1], 3),
        ] as [([Int32], Int32)])
    func `of several scenarios the worst counts`(codes: [Int32], worst: Int32) {
        #expect(worstExitCode(codes) == worst)
        #expect(worstExitCode(codes.reversed()) == worst)
    }
}
