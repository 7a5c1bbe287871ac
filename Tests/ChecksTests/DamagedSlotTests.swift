@testable import Checks
import History
@testable import Scenario
import Testing

/// A rotation with grace takes the outgoing keys from the slot. Where the slot is damaged there are none: it is
/// acknowledged without an end, and every older key dies at once, whatever grace was asked for.
struct DamagedSlotTests {
    /// Key 2 since 2,004; blank from 2,800 on; the rotation to key 3 at 3,400 is acknowledged at 3,404.
    private func scene(grace: Double = 1_200, outcome: Outcome = .ok) -> (scene: Scene, old: CredentialID) {
        var scene = Scene()
        let old = scene.rotate(at: 2_000, grace: 3_000)
        scene.damage(at: 2_800)
        scene.rotate(at: 3_400, grace: grace, outcome: outcome)
        return (scene, old)
    }

    private func says(
        _ verdict: ProbeRun.Verdict, _ credential: CredentialID, _ at: Double
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        { actor, asked, time in
            actor.replica == 1 && asked == credential && at <= time && time < at + 5 ? verdict : nil
        }
    }

    @Test func `nobody is accused of refusing what the slot no longer said`() throws {
        let findings = try scene().scene.findings()
        #expect(findings.violations == [])
        #expect(findings.smallest.learn < 100_000_000)
    }

    /// The former key, and the one whose grace would have run until 5,002.
    @Test(arguments: [CredentialID(2), CredentialID(0)])
    func `both the former key and the outgoing ones must be refused`(_ credential: CredentialID) throws {
        for (at, late) in [(4_000.0, 0), (4_010, 1)] {
            var (scene, _) = scene()
            scene.verdict = says(.accepted, credential, at)
            #expect(try scene.findings().violations(of: "late-acceptances").count == late)
        }
    }

    @Test func `until the rotation was asked for they must be accepted`() throws {
        for credential in [CredentialID(2), CredentialID(0)] {
            var (scene, _) = scene()
            scene.verdict = says(.refused, credential, 3_390)
            #expect(try scene.findings().violations(of: "early-refusals").count == 1)
        }
    }

    @Test(arguments: [ProbeRun.Verdict.accepted, .refused])
    func `without an answer both are right within the grace that was asked for`(_ verdict: ProbeRun.Verdict) throws {
        var (scene, old) = scene(outcome: .unknown)
        scene.verdict = { actor, asked, at in asked == old && 3_450 < at && at < 4_590 ? verdict : nil }
        #expect(try scene.findings().violations == [])
    }

    @Test func `without an answer, over a sound slot, the former key has its grace`() throws {
        var scene = Scene()
        scene.rotate(at: 2_000, grace: 1_000, outcome: .unknown)
        #expect(try scene.findings().violations == [])
        scene.verdict = says(.refused, scene.key0, 2_980)
        #expect(try scene.findings().violations(of: "early-refusals").count == 1)
    }

    /// Nothing joins when a key is rotated to itself, but the slot was sound.
    @Test func `a rotation to the key in force keeps the outgoing ones`() throws {
        var scene = Scene()
        let new = scene.rotate(at: 2_000, grace: 2_000)
        scene.rotate(to: new, at: 2_500, grace: 100)
        #expect(try scene.findings().violations == [])
        scene.verdict = says(.refused, scene.key0, 3_900)
        #expect(try scene.findings().violations(of: "early-refusals").count == 1)
    }

    @Test func `a rotation to the key in force, over a damaged slot, drops them`() throws {
        var scene = Scene()
        let new = scene.rotate(at: 2_000, grace: 2_000)
        scene.damage(at: 2_400)
        scene.rotate(to: new, at: 2_500, grace: 100)
        #expect(try scene.findings().violations == [])
    }
}
