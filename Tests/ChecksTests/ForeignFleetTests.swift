@testable import Checks
import History
import HistoryLog
@testable import Scenario
import Testing

/// Programs of which is known what they answer, and nothing else: the same oracle, from outside.
struct ForeignFleetTests {
    /// What a helper records on their behalf: an application at the first answer that shows one.
    private func scene(_ change: (inout Scene) -> Void = { _ in }) throws -> Scene {
        var scene = Scene(replicas: 2)
        scene.plan.fleet.foreign = ForeignPlan(command: [try TextTemplate("gw")], probePath: try TextTemplate("/"))
        scene.isForeign = true
        change(&scene)
        // They live until the run is over: their processes end behind its last record.
        for index in scene.actors.indices where scene.actors[index].end == scene.end - 10 {
            scene.actors[index].end = scene.end + 10
        }
        return scene
    }

    @Test(arguments: [FleetPlan.Slot.fenced, .plain])
    func `one that follows passes, and what cannot be known is not judged`(_ slot: FleetPlan.Slot) throws {
        let findings = try scene {
            $0.plan.fleet.slot = slot
            $0.rotate(at: 2_000)
            $0.rotate(at: 3_000)
        }.findings()
        #expect(findings.violations == [])
        #expect(findings.verdict == .pass, "\(findings.inconclusive)")
        for check in ["order", "no-replant", "agreement", "spellings", "poll-alive"] {
            #expect(findings.status(of: check) == .skipped)
        }
        #expect(findings.checks.first { $0.name == "order" }?.detail.hasPrefix("not judged") == true)
        #expect(findings.metric("admin-key.convergence.max") != nil)
    }

    @Test func `one that does not poll is named, with the key, the time and what was expected`() throws {
        let findings = try scene {
            $0.rotate(at: 2_000)
            $0.actors[1].applications.removeLast()
        }.findings()
        #expect(
            Set(findings.violations.map(\.check)).isSuperset(of: ["convergence", "late-acceptances", "early-refusals"]))
        #expect(findings.violations.allSatisfy { $0.replica == "r2" })
        let late = try #require(findings.violations(of: "late-acceptances").first)
        #expect(late.credential == Scene.fingerprint(CredentialID(0)).description)
        #expect(findings.verdict == .fail)
    }

    @Test func `a revocation is shown by the first refusal`() throws {
        let findings = try scene {
            $0.revoke(at: 2_000)
            $0.restart(2, killed: 3_000, ready: 3_200)
        }.findings()
        #expect(findings.violations == [])
    }

    @Test func `one that goes on accepting what was revoked has not converged`() throws {
        let findings = try scene {
            $0.revoke(at: 2_000)
            $0.actors[1].applications.removeLast()
        }.findings()
        #expect(findings.violations(of: "convergence").map(\.replica) == ["r2"])
        #expect(findings.violations(of: "late-acceptances").map(\.replica) == ["r2"])
    }

    @Test func `a change that no answer shows is held by who held the one before`() throws {
        let findings = try scene {
            $0.rotate(at: 2_000)
            $0.endGrace(at: 3_000)  // nothing is outgoing
            $0.rotate(to: CredentialID(2), at: 3_500)  // to the key that is in force
        }.findings()
        #expect(findings.violations == [])
    }

    @Test func `an end of grace is shown by the key that it ends`() throws {
        let findings = try scene {
            $0.rotate(at: 2_000, grace: 2_500)
            $0.endGrace(at: 3_000)
        }.findings()
        #expect(findings.violations == [])
    }

    @Test(arguments: [0, 9, 15, 256]) func `it may end as it likes when it is told to, and not otherwise`(
        _ status: Int32
    ) throws {
        var scene = try scene { $0.hold(2, .dead, from: 2_990, to: nil) }
        scene.actors[1].end = 3_000
        scene.actors[1].exitStatus = status
        #expect(try scene.findings().violations(of: "exits") == [])
        scene.coordinator.removeAll()
        #expect(try scene.findings().violations(of: "exits").map(\.replica) == ["r2"])
    }
}
