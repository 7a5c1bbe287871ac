@testable import Checks
import History
@testable import Scenario
import Testing

/// Holds, starts, skewed clocks and staleness: what excuses a replica, and for how long.
struct ExcuseTests {
    /// Cut off from 1,900 to 3,500; follows the rotation of 2,000 only at `followed`.
    private func cutOff(followed: Double, _ change: (inout Scene) -> Void = { _ in }) throws -> Findings {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.hold(1, .cutOff, from: 1_900, to: 3_500)
        scene.actors[0].applications[1].at = followed
        change(&scene)
        return try scene.findings()
    }

    @Test func `a replica that was cut off has until learn after its return`() throws {
        let findings = try cutOff(followed: 4_099)
        #expect(findings.violations == [])
        #expect(findings.metric("admin-key.stale-exposure.max") == 2_086)
        #expect(findings.metrics["admin-key.convergence.max"]?.samples == 1)
    }

    @Test func `and not longer`() throws {
        let findings = try cutOff(followed: 4_115)
        #expect(findings.violations(of: "late-acceptances").count == 1)
        #expect(findings.violations(of: "early-refusals").count == 1)
        #expect(findings.violations(of: "convergence").count == 1)
    }

    @Test func `a colour that runs already is not suspended by a hold`() throws {
        let findings = try cutOff(followed: 3_600) {
            $0.verdict = { actor, credential, at in
                actor.replica == 1 && credential.number == 0 && at == 1_950 ? .refused : nil
            }
        }
        #expect(findings.violations(of: "early-refusals").count == 1)
    }

    @Test func `a starved replica is held while it starves`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.actors[0].applications[1].at = 2_690
        scene.actors[0].extra.append((2_090, .lagged(from: Clock.monotonic(2_050))))
        scene.actors[0].pauses.append((2_050, 2_090))
        #expect(try scene.findings().violations == [])
        scene.actors[0].applications[1].at = 2_715
        #expect(try !scene.findings().violations(of: "late-acceptances").isEmpty)
    }

    @Test(arguments: [(3_590.0, 0), (3_620.0, 1)])
    func `a restarted replica has until refuse after it said ready`(_ followed: Double, _ late: Int) throws {
        var scene = Scene()
        scene.rotate(at: 2_000)
        scene.restart(1, killed: 2_700, ready: 3_000)
        scene.actors[1].applications = [
            Scene.Application(at: 2_990, value: 0, path: .configuration),
            Scene.Application(at: followed, value: 1, path: .poll),
        ]
        let findings = try scene.findings()
        #expect(findings.violations(of: "late-acceptances").count == late)
        if late == 0 {
            #expect(findings.violations == [])
            #expect(findings.metric("admin-key.start-exposure.max") == 600)
        }
    }

    /// E = 3,002 by the right clock; the replica's is 50 ms behind, so it accepts until 3,052.
    @Test func `a wrong clock is excused by its offset and reported`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000, grace: 1_000)
        scene.actors[0].extra.append((1_500, .clockSkewed(offset: -50_000_000)))
        scene.verdict = { actor, credential, at in
            actor.replica == 1 && credential.number == 0 && at >= 3_000 && at < 3_052 ? .accepted : nil
        }
        let findings = try scene.findings()
        #expect(findings.violations == [])
        #expect(findings.metric("skewed") == 1)  // of three, one is known to lie behind the true end
        scene.actors[0].extra = []
        #expect(try scene.findings().violations(of: "late-acceptances").count == 1)
    }

    @Test func `refusing on stale is the plan's wish, and only where the plan has it`() throws {
        var scene = Scene()
        scene.actors[0].extra = [(2_000, .staleChanged(isStale: true)), (3_000, .staleChanged(isStale: false))]
        scene.verdict = { actor, _, at in actor.replica == 1 && at >= 2_000 && at < 3_100 ? .refused : nil }
        #expect(try scene.findings().violations(of: "early-refusals").count == 1)
        scene.plan.fleet.onStale = .refuseAfter(1_000_000_000)
        #expect(try scene.findings().violations == [])
    }
}
