@testable import Checks
import History
@testable import Scenario
import Testing

/// How long the others wait for a holder of the lease that died.
struct RegistrationTakeoverTests {
    private static let id = RegistrationID(0)

    /// The second replica takes the lease at 1,300 and is killed at 1,400 (its hold begins 1 ms before); the first one
    /// registers at some time, and the third adopts that 30 ms later.
    private func scene(takenOver at: Double = 1_900) -> Scene {
        var scene = Scene.withRegistrations()
        scene.says(scene.actor(2, at: 1_300), .lease(Self.id, .taken, fence: 1), at: 1_300)
        scene.restart(2, killed: 1_400, ready: 1_600)
        scene.register(at: at)
        return scene
    }

    @Test func `it is measured from the death to what each of the others uses`() throws {
        let findings = try scene().findings()
        #expect(findings.violations == [])
        // The first, the third, and the next life of the second, which waits since its start at 1,580.
        #expect(findings.metrics["registration.takeover.max"]?.samples == 3)
        #expect(findings.metric("registration.takeover.max") == 539)
        #expect(findings.metric("registration.takeover.p50") == 509.5)
    }

    /// A lease of 500 ms: within 100 ms more.
    @Test(arguments: [(1_960.0, true), (1_970.0, false)])
    func `a takeover that is too late misses its expectation`(_ at: Double, _ isInTime: Bool) throws {
        let expectation = Scenario.Expectation(
            metric: "registration.takeover.max", comparison: .less, value: 600, text: "< 600ms")
        #expect(try scene(takenOver: at).findings([expectation]).verdict == (isInTime ? .pass : .fail))
    }

    @Test(arguments: [LeaseChange.released, .lost, .denied])
    func `who had given it up is waited for by nobody`(_ change: LeaseChange) throws {
        var scene = Scene.withRegistrations()
        scene.says(scene.actor(2, at: 1_300), .lease(Self.id, .taken, fence: 1), at: 1_300)
        scene.says(scene.actor(2, at: 1_350), .lease(Self.id, change, fence: 1), at: 1_350)
        scene.restart(2, killed: 1_400, ready: 1_600)
        scene.register(at: 1_900)
        #expect(try scene.findings().metrics["registration.takeover.max"]?.samples == 0)
    }

    @Test func `who has something to use does not wait`() throws {
        var scene = Scene.withRegistrations()
        scene.register(at: 1_100, ends: 4_000)
        scene.says(scene.actor(2, at: 3_000), .lease(Self.id, .taken, fence: Clock.unix(3_000)), at: 3_000)
        scene.restart(2, killed: 3_010, ready: 3_300)
        scene.register(at: 3_600)
        let samples = try scene.findings().metrics["registration.takeover.max"]?.samples
        #expect(samples == 1)  // its own next life
    }

    @Test func `nor is time counted in which a replica was held, or the server stood still`() throws {
        var scene = scene()
        scene.hold(3, .frozen, from: 1_500, to: 1_920)
        #expect(try scene.findings().metrics["registration.takeover.max"]?.samples == 2)
        scene.step(.coldStart(ColdStart()), from: 90, to: 1_710, proved: 1_700)
        #expect(try scene.findings().metric("registration.takeover.max") == 238)
    }

    @Test func `what dies with the whole fleet in a cold start leaves no lease`() throws {
        var scene = scene()
        scene.step(.coldStart(ColdStart()), from: 1_390, to: 1_650)
        #expect(try scene.findings().metrics["registration.takeover.max"]?.samples == 0)
    }

    @Test func `of two that die one after the other the second one counts`() throws {
        var scene = Scene.withRegistrations(replicas: 4)
        for (replica, at) in [(UInt32(2), 1_300.0), (3, 1_500)] {
            scene.says(scene.actor(replica, at: at), .lease(Self.id, .taken, fence: Clock.unix(at)), at: at)
            scene.restart(replica, killed: at + 100, ready: at + 300)
        }
        scene.register(at: 1_900)
        let findings = try scene.findings()
        // From 1,599; the next life of the second one starts behind that at 1,580.
        #expect(findings.metrics["registration.takeover.max"]?.samples == 4)
        #expect(findings.metric("registration.takeover.max") == 339)
    }
}
