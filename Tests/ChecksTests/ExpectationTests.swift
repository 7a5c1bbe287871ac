@testable import Checks
import History
@testable import Scenario
import Testing

struct ExpectationTests {
    private func evaluated(
        _ metric: String, _ comparison: Scenario.Expectation.Comparison, _ value: Double
    ) throws -> Findings {
        var scene = Scene()
        scene.rotate(at: 2_000)
        return try scene.findings([
            Scenario.Expectation(metric: metric, comparison: comparison, value: value, text: "")
        ])
    }

    @Test func `an expectation that holds keeps the verdict, one that is missed fails it`() throws {
        let held = try evaluated("admin-key.convergence.max", .less, 35)
        #expect(held.verdict == .pass)
        #expect(held.expectations.map(\.holds) == [true])
        let missed = try evaluated("admin-key.convergence.max", .less, 34)
        #expect(missed.verdict == .fail)
        #expect(missed.expectations.map(\.value) == [34])
    }

    @Test func `an expectation on what was not measured is inconclusive`() throws {
        let findings = try evaluated("leaked.keys", .equal, 0)
        #expect(findings.verdict == .inconclusive)
        #expect(findings.expectations.map(\.holds) == [nil])
        #expect(findings.inconclusive == ["leaked.keys: nothing was measured"])
    }

    @Test(arguments: [
        (Scenario.Expectation.Comparison.less, [true, false, false]), (.atMost, [true, true, false]),
        (.equal, [false, true, false]), (.atLeast, [false, true, true]), (.greater, [false, false, true]),
    ])
    func `comparisons mean what they say`(_ comparison: Scenario.Expectation.Comparison, _ expected: [Bool]) {
        let expectation = Scenario.Expectation(metric: "m", comparison: comparison, value: 2, text: "")
        let holds = [1.0, 2, 3].map { value in
            expectation.evaluated(["m": Measurement(value: value, unit: "count", samples: 1)]).holds
        }
        #expect(holds == expected)
    }

    @Test func `a violation explains itself`() throws {
        var scene = Scene()
        scene.plan.steps = [PlannedStep(at: 1_000_000_000, action: .rotateAdminKey(RotateAdminKey()))]
        scene.coordinator.append((2_000, .stepBegan(step: 0, planned: 0)))
        scene.rotate(at: 2_000)
        scene.verdict = { actor, credential, at in
            actor.replica == 2 && credential.number == 0 && at == 3_000 ? .accepted : nil
        }
        let violation = try #require(scene.findings().violations(of: "late-acceptances").first)
        #expect(violation.replica == "r2")
        #expect(violation.incarnation == 1)
        #expect(violation.credential == "a00000000001")
        #expect(violation.atMilliseconds == 2_000)
        #expect(violation.afterStep == "rotate-admin-key at 1000ms")
        #expect(violation.expected == "refused: retired by the change of 1000.0 ms, deadline 1004.0 ms")
        #expect(violation.detail == "accepted 1 times, last at 2000.0 ms")
    }

    @Test func `violations are kept up to a number and counted beyond`() throws {
        var scene = Scene(replicas: 25)
        scene.verdict = { _, credential, at in credential.number == 1 && at == 3_000 ? .accepted : nil }
        let findings = try scene.findings()
        #expect(findings.violations.count == 20)
        #expect(findings.violationsOmitted == 5)
        #expect(findings.metric("late-acceptances") == 25)
    }
}

struct MetricNameTests {
    @Test func `a rotation that a later one outran is counted as superseded`() throws {
        var scene = Scene()
        _ = scene.rotate(at: 1_000)
        _ = scene.rotate(at: 2_000, outcome: .superseded)
        let findings = try scene.findings()
        #expect(findings.metric("superseded-rotations") == 1)
        #expect(findings.metric("lost-rotations") == 0)
    }

    @Test func `every metric of a report is on the one list, in its unit`() throws {
        let metrics = try Scene().findings().metrics
        for (name, measurement) in metrics {
            #expect(Metrics.named(name)?.unit.rawValue == measurement.unit, "\(name)")
        }
    }

    @Test func `every metric of an admin key's run on the list is measured, or null`() throws {
        let metrics = try Scene().findings().metrics
        for metric in Metrics.all where !isOfALaterKind(metric) {
            #expect(metrics[metric.name] != nil, "\(metric.name)")
        }
    }

    private func isOfALaterKind(_ metric: Metric) -> Bool {
        switch metric.needs {
        case .section, .anySection, .environmentRemoval, .step: true
        case .publication(let kind), .retirement(let kind): kind.section != nil
        case .nothing, .sentinels, .outage: false
        }
    }
}
