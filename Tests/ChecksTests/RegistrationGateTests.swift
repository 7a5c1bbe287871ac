@testable import Checks
import History
@testable import Scenario
import Testing

/// From when a replica could begin: the authorization server stands still until all that start together have started.
struct RegistrationGateTests {
    /// A replica is killed by a cold start and begins anew at 2,380; the server goes on at 2,600, if it ever stood
    /// still, and the replica adopts 50 ms later.
    private func scene(releasedAt release: Double?) -> Scene {
        var scene = Scene.withRegistrations()
        scene.plan.steps = [PlannedStep(at: 1_000_000_000, action: .coldStart(ColdStart()))]
        scene.register(at: 1_200)
        scene.coordinator.append((2_000, .stepBegan(step: 0, planned: Clock.monotonic(2_000))))
        if let release { scene.coordinator.append((release, .faultProved(step: 0, proof: .serverReleased))) }
        scene.coordinator.append((2_700, .stepEnded(step: 0, outcome: .ok)))
        scene.restart(2, killed: 2_100, ready: 2_400)
        scene.uses(scene.actor(2, at: 2_450), 0, at: 2_650)
        return scene
    }

    @Test func `who starts with a fleet that is held is measured from when it goes on`() throws {
        let findings = try scene(releasedAt: 2_600).findings()
        #expect(findings.metrics["registration.resolve.max"]?.samples == 4)
        #expect(findings.metric("registration.resolve.max") == 238)  // the first start, from fleet ready
        #expect(findings.metric("registration.resolve.p50").map { $0 <= 238 } == true)
    }

    @Test(arguments: [(2_600.0, 50.0), (nil, 270.0)] as [(Double?, Double)])
    func `it counts from the proof that all could begin, and without one from its own start`(
        _ release: Double?, _ took: Double
    ) throws {
        var scene = scene(releasedAt: release)
        // Nobody of the first start has a use that could be measured.
        for index in scene.actors.indices where scene.actors[index].started < 2_000 {
            scene.actors[index].extra.removeAll { event in
                if case .registration(.used) = event.event { true } else { false }
            }
        }
        let findings = try scene.findings()
        #expect(findings.metrics["registration.resolve.max"]?.samples == 1)
        #expect(findings.metric("registration.resolve.max").map { abs($0 - took) <= 1 } == true)
    }

    // MARK: alone

    /// The same with a cold start of one replica; the fleet took up to 238 ms, and that one 50.
    private func alone() -> Scene {
        var scene = scene(releasedAt: 2_600)
        scene.plan.steps = [PlannedStep(at: 1_000_000_000, action: .coldStart(ColdStart(pick: .count(1))))]
        return scene
    }

    @Test func `who is alone in a cold start is measured apart, and the fleet compared with it`() throws {
        let findings = try alone().findings()
        #expect(findings.metrics["registration.resolve.max"]?.samples == 3)
        #expect(findings.metrics["registration.resolve.alone.p50"]?.samples == 1)
        #expect(findings.metric("registration.resolve.alone.p50") == 50)
        #expect(findings.metric("registration.resolve.over-alone") == 238.0 / 50)
        #expect(findings.metrics["registration.resolve.over-alone"]?.unit == "ratio")
    }

    /// A fleet that takes its turns: 20 ms each.
    @Test func `a fleet that is too slow beside one alone misses its expectation`() throws {
        let expectation = Scenario.Expectation(
            metric: "registration.resolve.over-alone", comparison: .less, value: 4, text: "< 4")
        #expect(try alone().findings([expectation]).verdict == .fail)
        var scene = alone()
        for index in scene.actors.indices where scene.actors[index].incarnation == 2 {
            scene.actors[index].extra = scene.actors[index].extra.map { ($0.at == 2_650 ? 2_665 : $0.at, $0.event) }
        }
        #expect(try scene.findings([expectation]).verdict == .pass)
    }

    @Test func `where nobody began, nothing is compared`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_200)
        scene.step(.coldStart(ColdStart(pick: .count(1))), from: 2_000, to: 2_100, proved: 2_090)
        let findings = try scene.findings()
        #expect(findings.metrics["registration.resolve.over-alone"]?.samples == 0)
        #expect(findings.metric("registration.resolve.over-alone") == nil)
    }
}
