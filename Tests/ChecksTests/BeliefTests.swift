@testable import Checks
import Foundation
import History
@testable import Scenario
import Testing

/// What a replica says of itself excuses it only where the run bears it out.
struct BeliefTests {
    private static func says(
        _ verdict: ProbeRun.Verdict, _ credential: CredentialID, from: Double, to end: Double
    ) -> (Scene.Actor, CredentialID, Double) -> ProbeRun.Verdict? {
        { actor, asked, at in
            actor.replica == 1 && asked == credential && from <= at && at < end ? verdict : nil
        }
    }

    /// Nobody can hold what nobody has published: neither a start nor a hold leaves it open.
    @Test(arguments: [300.0, 2_500])
    func `a key accepted before it was published is late, held or just started`(_ at: Double) throws {
        var scene = Scene()
        let new = scene.rotate(at: 4_000)
        scene.hold(1, .cutOff, from: 2_000, to: 3_000)
        scene.verdict = Self.says(.accepted, new, from: at, to: at + 5)
        #expect(try scene.findings().violations.map(\.check) == ["late-acceptances"])
    }

    /// Refuses all from 2,000 on, and says that it is stale; it may where it cannot read.
    private func stale(until: Double, _ change: (inout Scene) -> Void) throws -> [String] {
        var scene = Scene()
        scene.plan.fleet.onStale = .refuseAfter(1_700_000_000)
        scene.actors[0].extra = [(2_000, .staleChanged(isStale: true)), (until, .staleChanged(isStale: false))]
        scene.verdict = { actor, _, at in actor.replica == 1 && at >= 2_000 && at < until ? .refused : nil }
        change(&scene)
        return try scene.findings().violations.map(\.check)
    }

    @Test func `who could read is not stale, whatever it says`() throws {
        #expect(try stale(until: 3_000) { _ in } == ["early-refusals"])
        #expect(try stale(until: 3_000) { $0.hold(1, .cutOff, from: 300, to: 1_300) } == ["early-refusals"])
    }

    @Test(arguments: [(3_300.0, false), (3_320, true)])
    func `a replica that was cut off is stale until learn after its return`(
        _ until: Double, _ isEarly: Bool
    ) throws {
        let found = try stale(until: until) { $0.hold(1, .cutOff, from: 300, to: 2_700) }
        #expect(found == (isEarly ? ["early-refusals"] : []))
    }

    @Test func `one that begins to be stale just behind its hold may`() throws {
        #expect(try stale(until: 2_100) { $0.hold(1, .cutOff, from: 300, to: 1_900) } == [])
    }

    @Test func `a damaged slot gives no good read`() throws {
        #expect(try stale(until: 3_000) { $0.fault(.damage, from: 300, to: 2_900) } == [])
    }

    @Test func `probes after its death make the run inconclusive`() throws {
        var scene = Scene()
        scene.hold(1, .dead, from: 3_999, to: nil)
        scene.actors[0].isKilled = true
        scene.zygote.append((4_000, .processExited(.replica, scene.actors[0].life, pid: 1, status: 9)))
        #expect(try scene.findings().inconclusive.contains("r1.1 recorded something after its death"))
    }

    @Test func `a planned step that was never begun makes the run inconclusive`() throws {
        var scene = Scene()
        scene.plan.steps = [PlannedStep(at: 1_000_000_000, action: .rotateAdminKey(RotateAdminKey()))]
        #expect(try scene.findings().inconclusive == ["rotate-admin-key at 1000ms was never begun"])
    }

    /// E = 3,002 by the right clock, 3,052 by its own.
    @Test(arguments: [(Int64(-50_000_000), 0), (0, 1)])
    func `spellings may differ where a grace ends by the replica's own clock`(
        _ offset: Int64, _ violations: Int
    ) throws {
        var scene = Scene()
        scene.rotate(at: 2_000, grace: 1_000)
        scene.actors[0].extra = [
            (1_500, .clockSkewed(offset: offset)),
            (3_052.5, .spellingsDisagree(scene.key0, accepted: 1, called: Clock.monotonic(3_051.5))),
        ]
        #expect(try scene.findings().violations(of: "spellings").count == violations)
    }

    /// The slot was last seen at 3,990; what came after it nobody looked at.
    @Test func `nobody disagrees with a look that is older than what it holds`() throws {
        var scene = Scene(end: 8_000)
        scene.sampled.to = 4_000
        scene.rotate(at: 4_500)
        #expect(try scene.findings().violations == [])
    }
}
