import Foundation
import History
import HistoryLog
import Scenario

/// Judges a recorded run: reads the whole history, evaluates every check and every expectation of the plan.
///
/// Pure: the same history and plan give the same findings, on any machine, at any time.
///
/// - Parameter extraExpectations: evaluated after the plan's own, as `keyquake check --expect` hands them in.
package func judge(
    _ history: HistoryFile, plan: Plan, extraExpectations: [Expectation] = []
) -> Findings {
    let context = CheckContext(history, plan)
    var verdict = VerdictBuilder(context)
    for check in CheckList.all { verdict.run(check) }
    return verdict.findings(plan.expectations + extraExpectations)
}

/// Runs the checks in their order and merges what they say: pass < inconclusive < fail.
private struct VerdictBuilder {
    private let context: CheckContext
    private var outcomes: [(name: String, outcome: CheckOutcome)] = []

    init(_ context: CheckContext) { self.context = context }

    mutating func run(_ check: any Check.Type) {
        guard check.applies(to: context) else { return }
        var outcome = CheckOutcome()
        if let reason = skipReason(check) {
            outcome.skipped = reason
        } else {
            outcome = check.evaluate(context)
        }
        outcomes.append((check.name, outcome))
    }

    private func skipReason(_ check: any Check.Type) -> String? {
        if context.model.fleetReady == nil, check.name != RecordingCheck.name {
            return "skipped because the fleet was never ready"
        }
        if check.needsInsideKnowledge, context.plan.isForeign {
            return "not judged: a foreign program does not say what it holds and why"
        }
        let failed = outcomes.first { check.buildsOn.contains($0.name) && $0.outcome.violationCount > 0 }
        return failed.map { "skipped because \($0.name) failed" }
    }

    func findings(_ expectations: [Expectation]) -> Findings {
        let metrics = MetricSums.withSums(
            outcomes.reduce(into: [:]) { $0.merge($1.outcome.metrics) { first, _ in first } })
        let results = expectations.map { $0.evaluated(metrics) }
        var reasons = outcomes.flatMap(\.outcome.inconclusive)
        reasons += results.filter { $0.holds == nil }.map { "\($0.expectation.metric): nothing was measured" }
        let violationCount = outcomes.reduce(0) { $0 + $1.outcome.violationCount }
        let violations = outcomes.flatMap(\.outcome.violations)
        let isMissed = context.reading.isComplete && results.contains { $0.holds == false }
        let hasFailed = isMissed || violations.contains(where: context.reading.proves)
        return Findings(
            verdict: hasFailed ? .fail : reasons.isEmpty ? .pass : .inconclusive, inconclusive: reasons,
            metrics: metrics, expectations: results, violations: violations,
            violationsOmitted: violationCount - violations.count, held: context.heldList, steps: context.stepResults,
            asked: context.plan.bounds, smallest: context.smallestBounds, managedKeys: context.managedKeyBounds,
            latencies: outcomes.reduce(into: [:]) { $0.merge($1.outcome.latencies) { first, _ in first } },
            checks: outcomes.map { $0.outcome.result(named: $0.name) }, probes: context.probeTotals,
            runDurationMilliseconds: (context.end - context.model.began).milliseconds)
    }
}

extension Expectation {
    func evaluated(_ metrics: [String: Measurement]) -> ExpectationResult {
        let measurement = metrics[metric]
        guard let measured = measurement?.value, let samples = measurement?.samples, samples > 0 else {
            return ExpectationResult(expectation: self, value: nil, holds: nil)
        }
        let holds =
            switch comparison {
            case .less: measured < value
            case .atMost: measured <= value
            case .equal: measured == value
            case .atLeast: measured >= value
            case .greater: measured > value
            }
        return ExpectationResult(expectation: self, value: measured, holds: holds)
    }
}

/// "Unprefixed = sum over kinds": adds `late-acceptances` for `admin-key.late-acceptances`, and so on.
enum MetricSums {
    static let summed = ["late-acceptances", "early-refusals", "resurrections"]

    static func withSums(_ metrics: [String: Measurement]) -> [String: Measurement] {
        summed.reduce(into: metrics) { all, name in
            let parts = MetricKind.allCases.compactMap { metrics["\($0.rawValue).\(name)"] }
            guard all[name] == nil, !parts.isEmpty else { return }
            let samples = parts.reduce(0) { $0 + $1.samples }
            let value = parts.compactMap(\.value).reduce(0, +)
            all[name] = Measurement(value: samples == 0 ? nil : value, unit: "count", samples: samples)
        }
    }
}
