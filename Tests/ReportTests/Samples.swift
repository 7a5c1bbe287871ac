import Histogram

@testable import Checks
@testable import Report
@testable import Scenario

/// Runs as the tests need them: a whole one, and what is changed about it.
enum Samples {
    static let description = RunDescription(
        plan: plan, started: "2026-02-03T04:05:06Z", machine: "2 cores, Test CPU, 4 GiB, Linux 6.1",
        startMilliseconds: 183.4, meanProportionalKibibytes: 96.2, redisVersion: "7.0.15",
        probeIntervalMilliseconds: 5, directory: "results/20260203T040506Z-rotate-admin-key-7-beef",
        rerun: "keyquake run scenarios/rotate-admin-key.yaml --seed 7", isInterrupted: false)

    static let plan = Plan(
        name: "rotate-admin-key", about: "Rotate the admin key under load; the whole fleet follows.", seed: 7,
        fleet: FleetPlan(replicas: 50), redis: RedisPlan(), probe: ProbePlan(), bounds: asked, steps: [],
        expectations: [], expectedVerdict: .pass, expectedFailing: [])

    static let asked = Bounds(learn: 600_000_000, refuse: 600_000_000)

    static let passing = Findings(
        verdict: .pass, inconclusive: [], metrics: metrics,
        expectations: [
            expected("admin-key.convergence.max", .less, 600, "< 600ms", value: 412.29999999999995, holds: true),
            expected("late-acceptances", .equal, 0, "== 0", value: 0, holds: true),
        ],
        violations: [], violationsOmitted: 0,
        held: [Held(replica: "r7", fromMilliseconds: 1600.5, toMilliseconds: 1901, why: "frozen")],
        steps: [
            StepResult(
                step: "rotate-admin-key", atMilliseconds: 1000, invokedMilliseconds: 1000.2,
                acknowledgedMilliseconds: 1000.91, outcome: "ok"),
            StepResult(
                step: "await", atMilliseconds: 2100, invokedMilliseconds: nil, acknowledgedMilliseconds: nil,
                outcome: "not started"),
        ],
        asked: asked, smallest: Bounds(learn: 398_000_001, refuse: 412_300_000),
        latencies: [
            "admin-key.convergence": histogram([420, 101_200, 412_300]), "admin-key.convergence.push": histogram([420]),
            "admin-key.convergence.poll": histogram([101_200, 412_300]),
        ],
        checks: [check("recording", .passed), check("convergence", .passed), check("late-acceptances", .passed)],
        probes: ProbeTotals(made: 118_203, owed: 12, outside: 1190), runDurationMilliseconds: 12_412.5)

    static let metrics: [String: Measurement] = [
        "admin-key.convergence.p50": milliseconds(101.2, 2500), "admin-key.convergence.p90": milliseconds(388, 2500),
        "admin-key.convergence.p99": milliseconds(411.9, 2500),
        "admin-key.convergence.max": milliseconds(412.29999999999995, 2500),
        "admin-key.convergence-from-ack.p50": milliseconds(100.1, 2500),
        "admin-key.convergence-from-ack.max": milliseconds(411.04, 2500),
        "admin-key.revocation-lag.max": milliseconds(nil, 0),
        "admin-key.late-acceptances": count(0, 61_204), "late-acceptances": count(0, 61_204),
        "admin-key.early-refusals": count(0, 55_000), "admin-key.resurrections": count(0, 50),
        "admin-key.stale-exposure.max": milliseconds(312, 5),
        "leaked.redis-connections": count(0, 1), "leaked.threads": count(0, 50),
        "redis.lost-writes": count(0, 5),
    ]

    static func milliseconds(_ value: Double?, _ samples: Int) -> Measurement {
        Measurement(value: value, unit: "ms", samples: samples)
    }

    static func count(_ value: Double?, _ samples: Int) -> Measurement {
        Measurement(value: value, unit: "count", samples: samples)
    }

    static func check(_ name: String, _ status: CheckResult.Status, _ detail: String = "") -> CheckResult {
        CheckResult(name: name, status: status, detail: detail)
    }

    static func expected(
        _ metric: String, _ comparison: Expectation.Comparison = .equal, _ bound: Double = 0, _ text: String = "== 0",
        value: Double?, holds: Bool?
    ) -> ExpectationResult {
        ExpectationResult(
            expectation: Expectation(metric: metric, comparison: comparison, value: bound, text: text), value: value,
            holds: holds)
    }

    static func violation(_ check: String, at time: Double, detail: String = "accepted 3 times") -> Violation {
        Violation(
            check: check, replica: "r17", incarnation: 2, credential: "3f9a0c1d", atMilliseconds: time,
            afterStep: "rotate-admin-key at 2000ms", expected: "refused from 2600 ms on", detail: detail)
    }

    static func histogram(_ microseconds: [UInt64]) -> Histogram<UInt32> {
        var histogram = Histogram<UInt32>()
        for value in microseconds { histogram.record(value) }
        return histogram
    }
}
