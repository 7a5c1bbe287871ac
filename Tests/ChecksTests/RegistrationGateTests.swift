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
}
