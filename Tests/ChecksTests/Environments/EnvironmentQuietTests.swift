@testable import Checks
import History
@testable import Scenario
import Testing

/// Fleets with environments that follow, and the edges of what they may do.
struct EnvironmentQuietTests {
    @Test func `a fleet that follows documents passes, and everything is measured`() throws {
        var (scene, document) = Scene.withEnvironment()
        let former = document.sdk
        document.grace = former.map { [($0, 3_000)] } ?? []
        document.sdk = scene.name(.sdkKey)
        scene.publish(&document, at: 2_000)
        let (sdk, mobile) = (document.sdk ?? .unnamed, document.mobile ?? .unnamed)
        scene.asksStatus(
            1, document.environment, at: 2_500, [(sdk, .primary), (mobile, .primary), (former ?? .unnamed, .ending)])
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.inconclusive == [])
        #expect(findings.metric("sdk-key.convergence.max") == 34)
        #expect(findings.metric("sdk-key.convergence-from-ack.max") == 30)
        #expect(findings.metrics["mobile-key.convergence.max"]?.value == nil)
        #expect(findings.metric("sdk-key.revocation-lag.max") == 0)
        #expect(findings.metric("environment.removal-lag.max") == 1)
        #expect(findings.metric("environment.removal-delay.max") == 1)
        #expect(findings.metric("leaked.upstream-clients") == 0)
        #expect(findings.metric("environment.duplicate-clients") == 0)
        #expect(findings.metric("environment.skipped-documents") == 0)
        #expect(findings.metric("environment.status-mismatches") == 0)
        #expect(findings.metric("late-acceptances") == 0)
        #expect((findings.metrics["environment-id.early-refusals"]?.samples ?? 0) > 100)
    }

    @Test func `every metric of environments is on the one list, in its unit`() throws {
        let metrics = try Scene.withEnvironment().scene.findings().metrics
        for (name, measurement) in metrics {
            #expect(Metrics.named(name)?.unit.rawValue == measurement.unit, "\(name)")
        }
        let kinds = ["sdk-key.", "mobile-key.", "environment-id.", "environment.", "leaked.upstream"]
        for metric in Metrics.all where kinds.contains(where: metric.name.hasPrefix) {
            #expect(metrics[metric.name] != nil, "\(metric.name)")
        }
    }

    @Test func `an offline environment has neither connections nor events`() throws {
        #expect(try Scene.withEnvironment(isOffline: true).scene.findings().violations == [])
    }

    @Test func `an environment that comes, goes and comes again is followed`() throws {
        var (scene, _) = Scene.withEnvironment()
        var other = scene.addEnvironment(at: 1_500)
        other.isDeletion = true
        scene.publish(&other, at: 2_300)
        other.isDeletion = false
        scene.publish(&other, at: 3_200)
        #expect(try scene.findings().violations == [])
    }

    @Test func `without environments nothing is said of them`() throws {
        let findings = try Scene().findings()
        #expect(!findings.checks.contains { $0.name.hasPrefix("environment") || $0.name.hasPrefix("document") })
        #expect(findings.metrics["leaked.upstream-clients"] == nil)
    }
}
